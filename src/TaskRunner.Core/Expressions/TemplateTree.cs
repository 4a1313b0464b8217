using System.Collections.Immutable;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>
/// A tree of values (a spec, an environment, outputs) whose strings may be templates, compiled once and rendered over any
/// number of scopes. Only the branches that lead to a template are rebuilt; a tree without any costs nothing.
/// </summary>
public readonly struct TemplateTree : IEquatable<TemplateTree>
{
    private readonly Value? _source;
    private readonly Branch? _root;

    private TemplateTree(Value source, Branch? root) => (_source, _root) = (source, root);

    /// <summary>The tree as it was written.</summary>
    public Value Source => _source ?? Value.Null;

    /// <summary>Whether there is no template in it: then it is rendered already.</summary>
    public bool IsConstant => _root is null;

    /// <summary>What its templates read.</summary>
    public IEnumerable<Reference> References => Templates.SelectMany(t => t.References);

    public IEnumerable<Template> Templates => _root?.Templates ?? [];

    /// <summary>Compiles a tree; after errors were added the templates that are wrong stand as they were written.</summary>
    public static TemplateTree Compile(Value source, DiagnosticBag diagnostics) => new(source, Branch.Of(source, diagnostics));

    /// <summary>The tree over a scope; see <see cref="Template.Render"/>.</summary>
    /// <exception cref="ExpressionException">A template in it fails.</exception>
    public Value Render(MapValue scope) => _root is null ? Source : _root.Render(Source, scope);

    /// <summary>See <see cref="Expression.IsSecret"/>.</summary>
    public bool IsSecret(Func<Reference, bool> isSecret) => Templates.Any(t => t.IsSecret(isSecret));

    public bool Equals(TemplateTree other) => Source.Equals(other.Source);

    public override bool Equals(object? obj) => obj is TemplateTree other && Equals(other);

    public override int GetHashCode() => Source.GetHashCode();

    public static bool operator ==(TemplateTree left, TemplateTree right) => left.Equals(right);

    public static bool operator !=(TemplateTree left, TemplateTree right) => !left.Equals(right);

    /// <summary>A template, or the children of a list or map that have templates in them.</summary>
    private sealed class Branch
    {
        private readonly Template? _template;
        private readonly ImmutableArray<(int Index, Branch Branch)> _children;

        private Branch(Template template) => _template = template;

        private Branch(ImmutableArray<(int Index, Branch Branch)> children) => _children = children;

        public IEnumerable<Template> Templates => _template is null ? _children.SelectMany(c => c.Branch.Templates) : [_template];

        public static Branch? Of(Value value, DiagnosticBag diagnostics) => value switch
        {
            StringValue text when Template.IsIn(text.Text) =>
                Template.Parse(text.Text, text.Span, diagnostics) is { } template ? new Branch(template) : null,
            ListValue list => Of(list, diagnostics),
            MapValue map => Of(map, diagnostics),
            _ => null,
        };

        public Value Render(Value source, MapValue scope) => source switch
        {
            ListValue list when _template is null => RenderList(list, scope),
            MapValue map when _template is null => RenderMap(map, scope),
            _ => _template!.Render(scope),
        };

        private static Branch? Of(ListValue list, DiagnosticBag diagnostics)
        {
            ImmutableArray<(int, Branch)>.Builder? children = null;
            for (var i = 0; i < list.Items.Length; i++)
            {
                if (Of(list.Items[i], diagnostics) is { } child)
                {
                    (children ??= ImmutableArray.CreateBuilder<(int, Branch)>()).Add((i, child));
                }
            }

            return children is null ? null : new Branch(children.DrainToImmutable());
        }

        private static Branch? Of(MapValue map, DiagnosticBag diagnostics)
        {
            ImmutableArray<(int, Branch)>.Builder? children = null;
            for (var i = 0; i < map.Entries.Length; i++)
            {
                var entry = map.Entries[i];
                if (Template.IsIn(entry.Key))
                {
                    diagnostics.Error("TR4012", entry.KeySpan, entry.Key);
                }

                if (Of(entry.Value, diagnostics) is { } child)
                {
                    (children ??= ImmutableArray.CreateBuilder<(int, Branch)>()).Add((i, child));
                }
            }

            return children is null ? null : new Branch(children.DrainToImmutable());
        }

        private ListValue RenderList(ListValue list, MapValue scope)
        {
            var items = list.Items.ToBuilder();
            foreach (var (index, child) in _children)
            {
                items[index] = child.Render(items[index], scope);
            }

            return new ListValue(items.MoveToImmutable(), list.Span);
        }

        private MapValue RenderMap(MapValue map, MapValue scope)
        {
            var entries = map.Entries.ToBuilder();
            foreach (var (index, child) in _children)
            {
                entries[index] = entries[index] with { Value = child.Render(entries[index].Value, scope) };
            }

            return new MapValue(entries.MoveToImmutable(), map.Span);
        }
    }
}
