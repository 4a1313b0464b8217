using System.Security.Cryptography;
using System.Text;
using TaskRunner.Diagnostics;
using TaskRunner.Values;

namespace TaskRunner.Expressions;

/// <summary>Strings to strings, and JSON in and out.</summary>
internal static class TextFunctions
{
    public static Value Lower(Call call) => call.Result(call.Text(0).ToLowerInvariant());

    public static Value Upper(Call call) => call.Result(call.Text(0).ToUpperInvariant());

    public static Value Trim(Call call) => call.Result(call.Text(0).Trim());

    /// <summary>All occurrences, literally; the length is known before a character is copied.</summary>
    public static Value Replace(Call call)
    {
        var (text, search, with) = (call.Text(0), call.Text(1), call.Text(2));
        if (search.Length == 0)
        {
            throw call.Refuse("TR4033", 1);
        }

        var grows = (long)(with.Length - search.Length) * text.AsSpan().Count(search);
        return text.Length + grows > ExpressionLimits.Result
            ? throw call.TooLong()
            : call.Result(text.Replace(search, with, StringComparison.Ordinal));
    }

    public static Value Base64(Call call) => call.Result(Convert.ToBase64String(Encoding.UTF8.GetBytes(call.Text(0))));

    public static Value Sha256(Call call) =>
        call.Result(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(call.Text(0)))));

    public static Value ToJson(Call call) =>
        new StringValue(ValueText.Json(call[0], ExpressionLimits.Result) ?? throw call.TooLong());

    public static Value FromJson(Call call)
    {
        var errors = new DiagnosticBag();
        var source = SourceText.FromUtf8("fromJson", Encoding.UTF8.GetBytes(call.Text(0)));
        return JsonReader.Read(source, errors)?.WithSpan(default)
            ?? throw call.Refuse("TR4029", 0, $"{errors.Items[0].Span.Start}");
    }
}
