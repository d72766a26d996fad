namespace SessionPersistence;

/// <summary>A column of the table <c>messages</c> that becomes a member.</summary>
/// <param name="Name">Its name, and that of the member.</param>
/// <param name="Form">What it holds.</param>
internal sealed record SqliteMessageColumn(string Name, SqliteMessageForm Form)
{
    /// <summary>Gets the member up to its value, behind another one.</summary>
    public ReadOnlyMemory<byte> Start { get; } = System.Text.Encoding.UTF8.GetBytes($",\"{Name}\":");
}
