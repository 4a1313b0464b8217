using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Expressions;
using TaskRunner.Model;
using TaskRunner.Schemas;
using TaskRunner.Values;

namespace TaskRunner.Packages.Reading;

/// <summary>Reads one task's map, what <c>use</c> brings already under it. Looks at nothing beyond the task.</summary>
internal sealed class TaskReader(ReadContext context)
{
    /// <summary>Every key a task has, in the order the documentation names them.</summary>
    public static readonly string[] Keys =
    [
        "name", "type", "use", "title", "when", "require", "forEach", "needs", "config", "modes", "spec", "outputs", "service", "files",
        "rollback", "idempotent", "rerun", "onUnknown", "retry", "timeout", "grace", "leftovers", "allowFailure",
    ];

    /// <summary>What a definition may say: all but what makes one task of it.</summary>
    public static readonly string[] DefinitionKeys = [.. Keys.Except(["name", "use"])];

    private readonly PolicyReader _policy = new(context.Diagnostics);

    private DiagnosticBag Diagnostics => context.Diagnostics;

    /// <param name="map">The task as it is in the end.</param>
    /// <param name="name">Its name, checked.</param>
    /// <param name="span">Where the task was written.</param>
    /// <param name="known">The keys it may have.</param>
    public TaskDefinition Read(MapValue map, string name, SourceSpan span, string[] known)
    {
        var parts = new Parts();
        _policy.Begin();
        foreach (var entry in map.Entries)
        {
            if (!TryReadWork(entry, parts) && !TryReadConditions(entry, parts) && !_policy.TryRead(entry) && !IsReadElsewhere(entry.Key, known))
            {
                Fields.Unknown(entry, known, Diagnostics);
            }
        }

        return new TaskDefinition
        {
            Name = name,
            Type = parts.Type ?? "",
            Title = parts.Title ?? LocalizedText.Empty,
            Policy = _policy.End(),
            Config = parts.Config,
            Outputs = parts.Outputs,
            Service = parts.Service,
            Spec = parts.Spec ?? MapValue.Empty,
            When = parts.When,
            Require = parts.Require,
            ForEach = parts.ForEach,
            AllowFailure = parts.AllowFailure,
            Files = parts.Files,
            Span = span,
        };
    }

    private bool TryReadWork(MapEntry entry, Parts parts)
    {
        switch (entry.Key)
        {
            case "type":
                parts.Type = Fields.Text(entry, Diagnostics);
                return true;
            case "title":
                parts.Title = Fields.Localized(entry, Diagnostics);
                return true;
            case "config":
                parts.Config = context.Questions(entry);
                return true;
            case "outputs":
                parts.Outputs = OutputReader.Read(entry, context);
                return true;
            case "service":
                parts.Service = Service(entry);
                return true;
            case "spec":
                parts.Spec = Fields.Map(entry, Diagnostics);
                return true;
            default:
                return false;
        }
    }

    private bool TryReadConditions(MapEntry entry, Parts parts)
    {
        switch (entry.Key)
        {
            case "when":
                parts.When = ConditionReader.When(entry, Diagnostics);
                return true;
            case "require":
                parts.Require = ConditionReader.Require(entry, Diagnostics);
                return true;
            case "forEach":
                parts.ForEach = ForEach(entry);
                return true;
            case "allowFailure":
                parts.AllowFailure = Fields.Boolean(entry, Diagnostics) ?? false;
                return true;
            case "files":
                parts.Files = Files(entry);
                return true;
            default:
                return false;
        }
    }

    private static bool IsReadElsewhere(string key, string[] known) =>
        key is "name" or "use" or "needs" or "modes" && known.Contains(key);

    private ImmutableArray<string> Files(MapEntry entry) => Fields.List(entry, Diagnostics) is { } list
        ? [.. list.Items.Select((item, i) => Pattern(Fields.Item("files", i, item))).OfType<string>()]
        : [];

    /// <summary>A pattern that leads out of the package matches nothing: whoever wrote it believes that files are watched which are not.</summary>
    private string? Pattern(MapEntry item)
    {
        var pattern = Fields.Text(item, Diagnostics);
        if (pattern is not null && !PackageGlob.StaysInside(pattern))
        {
            Diagnostics.Error("TR1229", item.Value.Span, pattern);
        }

        return pattern;
    }

    private ForEachDefinition? ForEach(MapEntry entry)
    {
        switch (entry.Value)
        {
            case NullValue:
                return null;
            case MapValue map:
                foreach (var item in map.Entries)
                {
                    CheckKey(item.Key, item.KeySpan);
                }

                return new ForEachDefinition(map, map.Span);
            case ListValue list:
                return new ForEachDefinition(UniqueTexts(list), list.Span);
            case StringValue text when Template.IsIn(text.Text):
                return new ForEachDefinition(text, text.Span);
            default:
                Diagnostics.Error("TR1219", entry.Value.Span);
                return null;
        }
    }

    private ListValue UniqueTexts(ListValue list)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = ImmutableArray.CreateBuilder<Value>(list.Items.Length);
        for (var i = 0; i < list.Items.Length; i++)
        {
            var item = list.Items[i];
            if (Fields.Text(Fields.Item("forEach", i, item), Diagnostics) is not { } text)
            {
                continue;
            }

            if (!seen.Add(text))
            {
                Diagnostics.Error("TR1220", item.Span, text);
            }

            if (!Template.IsIn(text))
            {
                CheckKey(text, item.Span);
            }

            texts.Add(new StringValue(text, item.Span));
        }

        return new ListValue(texts.DrainToImmutable(), list.Span);
    }

    private void CheckKey(string key, SourceSpan span)
    {
        if (!TaskName.IsValidKey(key))
        {
            Diagnostics.Error("TR1228", span, key);
        }
    }

    private ServiceDefinition? Service(MapEntry entry)
    {
        if (Fields.Map(entry, Diagnostics) is not { } map)
        {
            return null;
        }

        Value? name = null, version = null;
        string? type = null;
        foreach (var key in map.Entries)
        {
            var text = key.Key is "name" or "type" or "version" ? Fields.Text(key, Diagnostics) : null;
            switch (key.Key)
            {
                case "name":
                    name = Quoted(text, key);
                    break;
                case "type":
                    type = text;
                    break;
                case "version":
                    version = Quoted(text, key);
                    break;
                default:
                    Fields.Unknown(key, ["name", "type", "version"], Diagnostics);
                    break;
            }
        }

        if (!map.ContainsKey("name"))
        {
            Fields.Missing(map, "name", Diagnostics);
        }

        if (name is StringValue literal && !Template.IsIn(literal.Text) && !TaskName.IsValid(literal.Text))
        {
            NameReader.Report(literal.Text, literal.Span, Diagnostics);
        }

        return name is null ? null : new ServiceDefinition(name, type, version, map.Span);
    }

    private static StringValue? Quoted(string? text, MapEntry entry) => text is null ? null : new StringValue(text, entry.Value.Span);

    /// <summary>What is gathered before the immutable task is made.</summary>
    private sealed class Parts
    {
        public string? Type { get; set; }

        public LocalizedText? Title { get; set; }

        public Schema? Config { get; set; }

        public ImmutableArray<OutputDefinition> Outputs { get; set; } = [];

        public ServiceDefinition? Service { get; set; }

        public MapValue? Spec { get; set; }

        public ImmutableArray<Expression> When { get; set; } = [];

        public ImmutableArray<Requirement> Require { get; set; } = [];

        public ForEachDefinition? ForEach { get; set; }

        public bool AllowFailure { get; set; }

        public ImmutableArray<string> Files { get; set; } = [];
    }
}
