"""ARR two years ahead: by what moves it (`drivers`), and by how the series went on (`series`)."""
