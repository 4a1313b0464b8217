using TaskRunner.Secrets;
using TaskRunner.Values;

namespace TaskRunner.Planning.Names;

/// <summary>Looks for secrets in values without looking into them.</summary>
internal static class Secrecy
{
    public static bool HoldsSecret(Value value) => Holds(value, static _ => true);

    /// <summary>A secret that no vault has, for it was computed from others that were not revealed.</summary>
    public static bool HoldsDerived(Value value) => Holds(value, static secret => secret.Content is SecretContent.Derived);

    private static bool Holds(Value value, Func<SecretValue, bool> isMeant)
    {
        switch (value)
        {
            case SecretValue secret:
                return isMeant(secret);
            case MapValue map:
                foreach (var entry in map.Entries)
                {
                    if (Holds(entry.Value, isMeant))
                    {
                        return true;
                    }
                }

                return false;
            case ListValue list:
                foreach (var item in list.Items)
                {
                    if (Holds(item, isMeant))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }
}
