using System.Net;
using System.Reflection;
using System.Text.Json.Nodes;

/// <summary>What the shop shows, and the check that it does.</summary>
internal static class Web
{
    public static async Task<int> ServeAsync(Settings settings, string page)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{settings.Port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var app = builder.Build();
        var version = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);
        app.MapGet("/", () => Results.Content(File.ReadAllText(page), "text/html; charset=utf-8"));
        app.MapGet("/health", () => Results.Text(version));
        app.MapGet("/products", (string? q) => Results.Text(Products(settings, q).ToJsonString(), "application/json"));
        await app.RunAsync();
        return 0;
    }

    public static async Task<int> CheckAsync(string url)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(5) };
        var version = await client.GetStringAsync("/health");
        var products = JsonNode.Parse(await client.GetStringAsync("/products"))!.AsArray();
        Console.WriteLine($"version {version}, {products.Count} products");
        return products.Count > 0 ? 0 : 1;
    }

    private static JsonArray Products(Settings settings, string? words) => new([.. Database.Products(settings.Database, words)
        .Select(p => new JsonObject { ["name"] = p.Name, ["cents"] = p.Cents, ["currency"] = settings.Currency })]);
}

/// <summary>The front page, rendered when the shop is installed.</summary>
internal static class Page
{
    public static string Render(string title) =>
        $"<!doctype html><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title><h1>{WebUtility.HtmlEncode(title)}</h1>";
}

/// <summary>What the service reads when it starts.</summary>
internal sealed record Settings(string Database, int Port, string Currency, string AdminToken)
{
    public static Settings FromEnvironment() => new(Required("FILE"), int.Parse(Required("PORT")), Required("CURRENCY"), Required("ADMIN_TOKEN"));

    public static Settings Read(string file)
    {
        var node = JsonNode.Parse(File.ReadAllText(file))!;
        return new((string)node["database"]!, (int)node["port"]!, (string)node["currency"]!, (string)node["adminToken"]!);
    }

    public string ToJson() => new JsonObject { ["database"] = Database, ["port"] = Port, ["currency"] = Currency, ["adminToken"] = AdminToken }.ToJsonString();

    private static string Required(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set");
}
