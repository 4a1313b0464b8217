using System.Globalization;
using System.Text;

namespace TaskRunner.Schemas.Formats;

/// <summary>
/// The part of a host name's label after <c>xn--</c>: Punycode (RFC 3492) of code points that RFC 5892 allows where they stand.
/// Letters are judged by category, which agrees with its tables but for unassigned and a few compatibility characters.
/// </summary>
internal static class InternationalLabel
{
    public static bool IsValid(string encoded)
    {
        if (Punycode.Decode(encoded) is not { Length: > 0 } label || IsMark(label[0]) || label.All(r => r.IsAscii))
        {
            return false;
        }

        var hyphens = label.Length > 3 && label[2].Value == '-' && label[3].Value == '-';
        return !hyphens && Enumerable.Range(0, label.Length).All(i => IsAllowed(label, i));
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsAllowed(Rune[] label, int i) => label[i].Value switch
    {
        0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => true,
        0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => false,
        0xB7 => i > 0 && i + 1 < label.Length && label[i - 1].Value == 'l' && label[i + 1].Value == 'l',
        0x375 => i + 1 < label.Length && IsGreek(label[i + 1].Value),
        0x5F3 or 0x5F4 => i > 0 && label[i - 1].Value is >= 0x590 and <= 0x5FF,
        0x30FB => label.Any(r => IsJapanese(r.Value)),
        >= 0x660 and <= 0x669 => !label.Any(r => r.Value is >= 0x6F0 and <= 0x6F9),
        >= 0x6F0 and <= 0x6F9 => !label.Any(r => r.Value is >= 0x660 and <= 0x669),
        0x200D => i > 0 && IsVirama(label[i - 1].Value),
        0x200C => i > 0 && (IsVirama(label[i - 1].Value) || (IsJoining(label[i - 1].Value) && i + 1 < label.Length && IsJoining(label[i + 1].Value))),
        '-' => true,
        _ => Rune.GetUnicodeCategory(label[i]) is UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.DecimalDigitNumber,
    };

    private static bool IsGreek(int code) => code is (>= 0x370 and <= 0x3FF) or (>= 0x1F00 and <= 0x1FFF);

    private static bool IsJapanese(int code) => code is (>= 0x3041 and <= 0x309F) or (>= 0x30A1 and <= 0x30FA) or (>= 0x30FC and <= 0x30FF)
        or (>= 0x31F0 and <= 0x31FF) or 0x3005 or 0x3007 or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x20000 and <= 0x3134F);

    /// <summary>The signs of the Indic scripts that kill a vowel: combining class 9.</summary>
    private static bool IsVirama(int code) => code is 0x94D or 0x9CD or 0xA4D or 0xACD or 0xB4D or 0xBCD or 0xC4D or 0xCCD or 0xD4D or 0xDCA
        or 0xE3A or 0xF84 or 0x1039 or 0x103A or 0x1714 or 0x1734 or 0x17D2 or 0x1A60 or 0x1B44 or 0xA806 or 0xA8C4 or 0xA953 or 0xABED;

    /// <summary>Letters that join their neighbours: those of Arabic, Syriac and N'Ko.</summary>
    private static bool IsJoining(int code) => code is (>= 0x620 and <= 0x6D3) or (>= 0x710 and <= 0x77F) or (>= 0x7CA and <= 0x7EA);
}
