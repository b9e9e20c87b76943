"""Contract lines behind the door."""

HEAD = "line_id,customer_id,product_id,start,end,mrr,qty\n"


def lines(client, *rows: str, head: str = HEAD):
    return client.contracts(head + "".join(f"{row}\n" for row in rows))
