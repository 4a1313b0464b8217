using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace TaskRunner.BrowserTests;

/// <summary>The form that is made from a package's schemas: every kind of question, and what the server says of the answers, where it belongs.</summary>
public sealed class FormTests
{
    [Fact]
    public async Task Every_kind_of_question_is_answered_and_what_is_wrong_is_said_at_its_field()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await using var visit = await (await Visit.BeginAsync(chromium, server.Address)).LogInAsync(server.Token);
        var digest = await server.AddAsync(Archives.OfManifest(Manifests.Kitchen, server.Folder));
        await visit.GoAsync($"/install?package={Uri.EscapeDataString(digest)}");
        var page = visit.Page;

        // Nothing is complained about before somebody tries to go on; then the first thing missing has the focus.
        await visit.SeeAsync("Where people reach it.");
        await visit.SeeAsync("2 answers are missing");
        await Expect(page.Locator("main [aria-invalid=true]")).ToHaveCountAsync(0);
        await visit.ClickAsync("Show the plan");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Domain"), "an answer is missing: config.domain");
        await Expect(page.GetByLabel("Domain")).ToBeFocusedAsync();
        await page.GetByLabel("Domain").FillAsync("not a host");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Domain"), "hostname");
        await page.GetByLabel("Domain").FillAsync("kitchen.example");

        await AnswerConditionAndChoiceAsync(visit);
        await AnswerGroupAsync(visit);
        await AnswerOneOfAsync(visit);
        await AnswerListsAsync(visit);
        await AnswerMapAsync(visit);
        await page.GetByLabel("Anything else").FillAsync("{\"a\": [1");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Anything else"), "This is not JSON");
        await page.GetByLabel("Anything else").FillAsync("{\"a\": [1, true]}");

        await visit.ClickAsync("Show the plan");
        await visit.SeeAsync("taskrunner install kitchen");
        Assert.DoesNotContain("secret-one", await page.ContentAsync(), StringComparison.Ordinal);
        await visit.ClickAsync("Do it");
        await visit.WhenAsync("succeeded");
        var answers = (await server.GetAsync("/installations/kitchen/configuration"))["config"]!;
        Assert.Equal("""{"kind":"bucket","bucket":"cups"}""", answers["storage"]!.ToJsonString());
        Assert.Equal("""[{"login":"ann","mail":"ann@kitchen.example"},{"login":"bob"}]""", answers["users"]!.ToJsonString());
        Assert.Equal("[8080]", answers["ports"]!.ToJsonString());
        Assert.Equal("""{"tier":"front"}""", answers["labels"]!.ToJsonString());
        Assert.Equal("""{"a":[1,true]}""", answers["extra"]!.ToJsonString());
        Assert.Equal("large", (string)answers["size"]!);
        Assert.Equal("12345", (string)answers["admin"]!["address"]!["zip"]!);
        Assert.NotNull(answers["key"]!["$secret"]); // drawn, and only its fingerprint is told
        Assert.DoesNotContain("secret-one", answers.ToJsonString(), StringComparison.Ordinal);
        visit.ExpectNoTrouble();
    }

    [Fact]
    public async Task A_package_is_configured_and_installed_with_the_keyboard_alone()
    {
        var chromium = await SharedChromium.GetAsync();
        await using var server = await PageServer.StartAsync();
        await server.AddAsync(Archives.OfManifest(Manifests.Kitchen, server.Folder));
        await using var visit = await Visit.BeginAsync(chromium, server.Address);
        var keys = visit.Page.Keyboard;
        await visit.SeeAsync("Log in");
        await keys.TypeAsync(server.Token);
        await keys.PressAsync("Enter");
        await visit.SeeAsync("Nothing is installed yet");
        await visit.TabToAsync("Skip to the content");
        await keys.PressAsync("Enter");
        await visit.TabToAsync("Install a package");
        await keys.PressAsync("Enter");
        await visit.SeeAsync("Packages in the store");
        await Expect(visit.Page.Locator(".pick button")).ToHaveCountAsync(1);
        await visit.Page.Locator("#content").FocusAsync();
        await visit.TabToAsync("Choose a file");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await TypeAnswersAsync(visit);
        await visit.SeeAsync("taskrunner install kitchen");
        await visit.TabToAsync("Do it");
        await keys.PressAsync("Enter");
        await visit.WhenAsync("succeeded");

        await visit.TabToAsync("Filter tasks");
        await visit.PressAsync("Tab");
        await visit.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await visit.SeeAsync("Attempt 1");
        visit.ExpectNoTrouble();
    }

    private static async Task TypeAnswersAsync(Visit visit)
    {
        var keys = visit.Page.Keyboard;
        await visit.SeeAsync("Where people reach it.");
        await visit.Page.Locator("#content").FocusAsync();
        await visit.TabToAsync("Domain");
        await keys.TypeAsync("kitchen.example");
        await visit.TabToAsync("Use TLS");
        await keys.PressAsync("Space");
        await visit.SeeAsync("Certificate file");
        await visit.TabToAsync("Certificate file");
        await keys.TypeAsync("/etc/cert.pem");
        await visit.TabToAsync("Size");
        await ChooseNextAsync(visit, "medium");
        await visit.TabToAsync("Login name");
        await keys.TypeAsync("chef");
        await visit.TabToAsync("One of");
        await ChooseNextAsync(visit, "A folder");
        await visit.TabToAsync("Path of the folder");
        await keys.TypeAsync("/srv/kitchen");
        await visit.TabToAsync("Users: Add an item");
        await keys.PressAsync("Enter");
        await Expect(Visit.Field(visit.Page.Locator("main"), "Login")).ToBeFocusedAsync();
        await keys.TypeAsync("ann");
        await visit.TabToAsync("Labels: Key");
        await keys.TypeAsync("tier");
        await keys.PressAsync("Enter");
        await Expect(Visit.Field(visit.Page.Locator("main"), "tier")).ToBeFocusedAsync();
        await keys.TypeAsync("front");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the plan" })).ToBeEnabledAsync();
        await keys.PressAsync("Enter");
    }

    private static async Task ChooseNextAsync(Visit visit, string option)
    {
        await visit.PressAsync("ArrowDown");
        var chosen = visit.Page.GetByRole(AriaRole.Option, new() { Name = option, Exact = true });
        await Expect(chosen).ToBeVisibleAsync();
        for (var i = 0; i < 5 && await chosen.GetAttributeAsync("data-combobox-selected") is null; i++)
        {
            await visit.PressAsync("ArrowDown");
        }

        await visit.PressAsync("Enter");
        await Expect(chosen).ToBeHiddenAsync();
    }

    private static async Task AnswerConditionAndChoiceAsync(Visit visit)
    {
        var page = visit.Page;
        await Expect(page.GetByLabel("Certificate file")).ToHaveCountAsync(0);
        await page.GetByLabel("Use TLS").CheckAsync();
        await page.GetByLabel("Certificate file").FillAsync("relative");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Certificate file"), "^/");
        await page.GetByLabel("Certificate file").FillAsync("/etc/cert.pem");
        await visit.ChooseAsync(page.GetByRole(AriaRole.Combobox, new() { Name = "Size" }), "large");
        await page.GetByLabel("Replicas").FillAsync("nine");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Replicas"), "integer");
        await page.GetByLabel("Replicas").FillAsync("9");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Replicas"), "at most 5");
        await page.GetByLabel("Replicas").FillAsync("");
        await Expect(page.GetByLabel("Replicas")).Not.ToHaveAttributeAsync("aria-invalid", "true");
    }

    private static async Task AnswerGroupAsync(Visit visit)
    {
        var page = visit.Page;
        await page.GetByLabel("Login name").FillAsync("x");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Login name"), "3");
        await page.GetByLabel("Login name").FillAsync("chef");
        var password = Visit.Field(visit.Group("Administrator"), "Password");
        await password.FillAsync("short");
        await Visit.SeeErrorAtAsync(password, "does not fit (minLength: 8)");
        await password.FillAsync("secret-one");
        await page.GetByLabel("Postcode").FillAsync("12");
        await Visit.SeeErrorAtAsync(page.GetByLabel("Postcode"), "[0-9]{5}");
        await page.GetByLabel("Postcode").FillAsync("12345");
        await visit.SeeAsync("is generated when left empty");
    }

    private static async Task AnswerOneOfAsync(Visit visit)
    {
        var storage = visit.Group("Storage");
        await visit.ChooseAsync(storage.GetByRole(AriaRole.Combobox), "A folder");
        await storage.GetByLabel("Path of the folder").FillAsync("relative");
        await Visit.SeeErrorAtAsync(storage.GetByLabel("Path of the folder"), "^/");
        await visit.ChooseAsync(storage.GetByRole(AriaRole.Combobox), "A bucket");
        await Expect(storage.GetByLabel("Path of the folder")).ToHaveCountAsync(0);
        await storage.GetByLabel("Name of the bucket").FillAsync("cups");
    }

    private static async Task AnswerListsAsync(Visit visit)
    {
        var users = visit.Group("Users");
        var add = users.GetByRole(AriaRole.Button, new() { Name = "Users: Add an item" });
        foreach (var login in (string[])["bob", "carl", "ann"])
        {
            await add.ClickAsync();
            await Expect(Visit.Field(users, "Login").Last).ToBeFocusedAsync(); // else the focus could come while something is typed elsewhere
            await Visit.Field(users, "Login").Last.FillAsync(login);
        }

        await users.GetByLabel("Mail").Last.FillAsync("ann@kitchen.example");
        await Visit.Field(users, "Login").Nth(1).FillAsync("C4");
        await Visit.SeeErrorAtAsync(Visit.Field(users, "Login").Nth(1), "[a-z]+");
        await users.GetByRole(AriaRole.Button, new() { Name = "Remove item 2" }).ClickAsync();
        await users.GetByRole(AriaRole.Button, new() { Name = "Move item 2 up" }).ClickAsync();
        await Expect(Visit.Field(users, "Login").First).ToHaveValueAsync("ann");
        var ports = visit.Group("Ports");
        await ports.GetByRole(AriaRole.Button, new() { Name = "Ports: Add an item" }).ClickAsync();
        await Expect(Visit.Field(ports, "Item 1")).ToBeFocusedAsync();
        await Expect(Visit.Field(ports, "Item 1")).Not.ToHaveAttributeAsync("aria-invalid", "true");
        await Visit.Field(ports, "Item 1").FillAsync("80");
        await Visit.SeeErrorAtAsync(Visit.Field(ports, "Item 1"), "at least 1024");
        await Visit.Field(ports, "Item 1").FillAsync("8080");
    }

    private static async Task AnswerMapAsync(Visit visit)
    {
        var labels = visit.Group("Labels");
        foreach (var key in (string[])["tier", "__proto__"])
        {
            await labels.GetByLabel("Labels: Key").FillAsync(key);
            await labels.GetByRole(AriaRole.Button, new() { Name = "Labels: Add a key" }).ClickAsync();
            await Expect(Visit.Field(labels, key)).ToBeFocusedAsync();
        }

        await Visit.Field(labels, "tier").FillAsync("Front");
        await Visit.SeeErrorAtAsync(Visit.Field(labels, "tier"), "[a-z]+");
        await Visit.Field(labels, "tier").FillAsync("front");
        await labels.GetByRole(AriaRole.Button, new() { Name = "Remove: __proto__" }).ClickAsync();
        await Expect(Visit.Field(labels, "__proto__")).ToHaveCountAsync(0);
    }
}
