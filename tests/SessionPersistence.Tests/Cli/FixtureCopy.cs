namespace SessionPersistence.Tests.Cli;

/// <summary>A copy of a directory of another program, gone when it is disposed.</summary>
internal sealed class FixtureCopy : IDisposable
{
    private static readonly string _fixtures = Path.Combine(AppContext.BaseDirectory, "Fixtures", "hermes");

    private FixtureCopy(string root) => Root = root;

    public static IEnumerable<string> Names { get; } =
        [.. Directory.GetDirectories(_fixtures).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    public string Root { get; }

    public string Sessions => Path.Combine(Root, "sessions");

    /// <summary>Gets the options that name the copy.</summary>
    public string[] Options => ["--session-dir", Sessions];

    public static FixtureCopy Of(string name)
    {
        var copy = new FixtureCopy(Directory.CreateTempSubdirectory("cli-fixture-").FullName);
        var source = Path.Combine(_fixtures, name);
        foreach (var directory in Directory.GetDirectories(source, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(copy.Root, Path.GetRelativePath(source, directory)));
        }

        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(copy.Root, Path.GetRelativePath(source, file)));
        }

        return copy;
    }

    public CliRun Run(string command, params string[] more) => CliRun.Of([command, .. Options, .. more]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
