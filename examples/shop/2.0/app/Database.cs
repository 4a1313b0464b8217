using System.Globalization;
using Microsoft.Data.Sqlite;

/// <summary>The shop's data. The schema's version is SQLite's own user_version, so that it moves in the same transaction as the data.</summary>
internal static class Database
{
    private static readonly (string Up, string Down)[] Migrations =
    [
        ("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price TEXT NOT NULL)", "DROP TABLE product"),
        ("ALTER TABLE product ADD COLUMN cents INTEGER", "ALTER TABLE product DROP COLUMN cents"),
        ("UPDATE product SET cents = CAST(round(price * 100) AS INTEGER)", "UPDATE product SET price = printf('%.2f', cents / 100.0)"),
    ];

    public static int Init(string file)
    {
        using var connection = Open(file, SqliteOpenMode.ReadWriteCreate);
        Run(connection, "PRAGMA journal_mode = WAL");
        return 0;
    }

    public static long Version(string file)
    {
        using var connection = Open(file);
        return (long)Scalar(connection, "PRAGMA user_version")!;
    }

    public static int Migrate(string file, int target)
    {
        using var connection = Open(file);
        var version = (int)(long)Scalar(connection, "PRAGMA user_version")!;
        Console.Error.WriteLine($"schema {version} -> {target}");
        while (version != target)
        {
            var next = version + Math.Sign(target - version);
            if (next == 3 && version < next && BadPrice(connection) is { } bad)
            {
                Console.Error.WriteLine($"{bad}; correct it, then retry");
                return 1;
            }

            using var transaction = connection.BeginTransaction();
            Run(connection, version < next ? Migrations[version].Up : Migrations[next].Down);
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {next}"));
            transaction.Commit();
            version = next;
        }

        return 0;
    }

    public static long Seed(string file, string csv)
    {
        foreach (var line in File.ReadLines(csv).Skip(1))
        {
            var cut = line.LastIndexOf(',');
            Add(file, line[..cut], line[(cut + 1)..]);
        }

        using var connection = Open(file);
        return (long)Scalar(connection, "SELECT count(*) FROM product")!;
    }

    public static int Add(string file, string name, string price)
    {
        using var connection = Open(file);
        Run(connection, "INSERT INTO product (name, price, cents) VALUES ($name, $price, CAST(round($price * 100) AS INTEGER)) ON CONFLICT DO NOTHING", ("$name", name), ("$price", price));
        return 0;
    }

    /// <summary>Gives a product another price, as the shopkeeper types it.</summary>
    public static int Reprice(string file, string name, string price)
    {
        using var connection = Open(file);
        Run(connection, "UPDATE product SET price = $price WHERE name = $name", ("$name", name), ("$price", price));
        return 0;
    }

    public static long Index(string file)
    {
        using var connection = Open(file);
        Run(connection, "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(name)");
        Run(connection, "DELETE FROM search; INSERT INTO search (rowid, name) SELECT id, name FROM product");
        return (long)Scalar(connection, "SELECT count(*) FROM search")!;
    }

    public static int Backup(string file, string copy)
    {
        using var from = Open(file);
        using var to = Open(copy, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
        return 0;
    }

    public static List<(string Name, long Cents)> Products(string file, string? words)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, cents FROM product WHERE $words IS NULL OR id IN (SELECT rowid FROM search WHERE search MATCH $words) ORDER BY name";
        command.Parameters.AddWithValue("$words", (object?)words ?? DBNull.Value);
        using var reader = command.ExecuteReader();
        var products = new List<(string, long)>();
        while (reader.Read())
        {
            products.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return products;
    }

    private static string? BadPrice(SqliteConnection connection) => (string?)Scalar(
        connection,
        "SELECT 'the product ' || name || ' has the price ' || price || ', which is no amount' FROM product WHERE price NOT GLOB '[0-9]*.[0-9][0-9]' LIMIT 1");

    private static SqliteConnection Open(string file, SqliteOpenMode mode = SqliteOpenMode.ReadWrite)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
