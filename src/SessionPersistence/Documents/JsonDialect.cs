namespace SessionPersistence.Documents;

/// <summary>Which texts a <see cref="JsonScanner"/> takes for JSON.</summary>
internal enum JsonDialect
{
    /// <summary>RFC 8259.</summary>
    Strict,

    /// <summary>RFC 8259, and the non-finite numbers that Python writes.</summary>
    Tolerant,
}
