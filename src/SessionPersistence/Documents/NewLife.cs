namespace SessionPersistence.Documents;

/// <summary>Makes lives: a deletion ends a life, not an id.</summary>
internal static class NewLife
{
    /// <summary>Makes the name of a new life: 64 random bits in hexadecimal.</summary>
    public static string Create() => RandomHex.Create(16);
}
