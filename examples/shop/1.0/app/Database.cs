using System.Globalization;
using Microsoft.Data.Sqlite;

/// <summary>The shop's data. The schema's version is SQLite's own user_version, so that it moves in the same transaction as the data.</summary>
internal static class Database
{
    private static readonly (string Up, string Down)[] Migrations =
    [
        ("CREATE TABLE product (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price TEXT NOT NULL)", "DROP TABLE product"),
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
        using var transaction = connection.BeginTransaction();
        while (version != target)
        {
            Run(connection, version < target ? Migrations[version].Up : Migrations[version - 1].Down);
            version += version < target ? 1 : -1;
        }

        Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        transaction.Commit();
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
        Run(connection, "INSERT INTO product (name, price) VALUES ($name, $price) ON CONFLICT DO NOTHING", ("$name", name), ("$price", price));
        return 0;
    }

    public static int Backup(string file, string copy)
    {
        using var from = Open(file);
        using var to = Open(copy, SqliteOpenMode.ReadWriteCreate);
        from.BackupDatabase(to);
        return 0;
    }

    public static List<(string Name, string Price)> Products(string file)
    {
        using var connection = Open(file);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, price FROM product ORDER BY name";
        using var reader = command.ExecuteReader();
        var products = new List<(string, string)>();
        while (reader.Read())
        {
            products.Add((reader.GetString(0), reader.GetString(1)));
        }

        return products;
    }

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
