namespace SessionPersistence.Tests.Support;

/// <summary>The sources that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string Core => Path.Combine(Root, "src", "SessionPersistence");

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "SessionPersistence.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory)
                ?? throw new DirectoryNotFoundException("The tests run outside the repository."));
}
