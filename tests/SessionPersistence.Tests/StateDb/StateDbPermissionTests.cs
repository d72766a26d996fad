using System.Runtime.Versioning;
using SessionPersistence.Tests.Support;

namespace SessionPersistence.Tests.StateDb;

[UnsupportedOSPlatform("windows")]
public sealed class StateDbPermissionTests
{
    private const UnixFileMode Everything = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [NotRootFact]
    public async Task W37_A_database_that_may_not_be_read_is_told()
    {
        using var folder = TempFolder.ForCaller();
        var path = SomeStateDb.Make(folder.PathOf("state.db"), SomeStateDb.UsualSchema);
        File.SetUnixFileMode(path, UnixFileMode.None);

        Assert.Equal(StateDbCondition.NoAccess, (await new SqliteStateDb(path).InspectAsync()).Condition);
    }

    [NotRootFact]
    public async Task A_database_in_a_directory_that_may_not_be_written_is_read()
    {
        using var folder = TempFolder.ForCaller();
        var directory = Directory.CreateDirectory(folder.PathOf("readonly")).FullName;
        var path = SomeStateDb.Make(
            Path.Combine(directory, "state.db"),
            "PRAGMA journal_mode = wal",
            SomeStateDb.UsualSchema,
            "INSERT INTO sessions (id, source) VALUES ('a', 'webui')");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);
        File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal("a", Assert.Single(await new SqliteStateDb(path).SessionsAsync()).Id);
            Assert.Equal([path], Directory.GetFiles(directory));
        }
        finally
        {
            File.SetUnixFileMode(directory, Everything);
        }
    }
}
