namespace SessionPersistence;

/// <summary>A value of a row that could not be taken as it is. The row was read all the same.</summary>
/// <param name="Column">The column, for example <c>content</c>.</param>
/// <param name="Row">The number of the message row; <see langword="null"/> for a value of the session's own
/// row.</param>
/// <param name="Detail">One sentence for a person: what was there, and what was made of it.</param>
public sealed record StateDbFault(string Column, long? Row, string Detail);
