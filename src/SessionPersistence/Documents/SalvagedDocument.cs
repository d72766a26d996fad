namespace SessionPersistence.Documents;

/// <summary>What is whole of a damaged document.</summary>
/// <param name="Document">Its head and messages.</param>
/// <param name="Account">Which messages are left behind, and which have bytes replaced, in sentences; empty when there
/// are none.</param>
internal sealed record SalvagedDocument(SessionDocument Document, string Account);
