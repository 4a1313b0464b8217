// The shop's one executable: its verbs make, migrate and fill the database, render files, serve and check.
return args switch
{
    ["db", "init", var file] => Database.Init(file),
    ["db", "version", var file] => Print(Database.Version(file)),
    ["db", "migrate", var file, var target] => Database.Migrate(file, int.Parse(target)),
    ["db", "seed", var file, var csv] => Print($"products={Database.Seed(file, csv)}"),
    ["db", "add", var file, var name, var price] => Database.Add(file, name, price),
    ["db", "reprice", var file, var name, var price] => Database.Reprice(file, name, price),
    ["db", "index", var file] => Print($"indexed={Database.Index(file)}"),
    ["db", "backup", var file, var copy] => Database.Backup(file, copy),
    ["render", var title] => Print(Page.Render(title)),
    ["settings"] => Print(Settings.FromEnvironment().ToJson()),
    ["serve", var settings, var page] => await Web.ServeAsync(Settings.Read(settings), page),
    ["check", var url] => await Web.CheckAsync(url),
    _ => Usage(),
};

static int Print(object value)
{
    Console.WriteLine(value);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: shop db init|version|migrate|seed|add|reprice|index|backup …, render TITLE, settings, serve SETTINGS PAGE, check URL");
    return 2;
}
