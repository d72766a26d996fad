namespace SessionPersistence.Tests.FileStore;

/// <summary>Backups are not removed by a clock that jumped.</summary>
public sealed class BackupClockTests
{
    private static readonly string[] _five = ["m1", "m2", "m3", "m4", "m5"];
    private static readonly string[] _all = ["0: m1 m2 m3 m4 m5", "1: m1 m2 m3 m4", "2: m1 m2 m3"];

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task Rewrite_TheClockJumpedBeforeTheStart_RemovesNothing(int daysBack)
    {
        await using var rig = await OpenAsync();
        await rig.Store.DisposeAsync();
        rig.Time.SetClockBack(TimeSpan.FromDays(daysBack));
        rig.Open();
        await rig.Store.OpenAsync();

        await rig.RewriteAsync(2, RewriteReason.Undo);

        Assert.Equal(_all, await rig.GenerationsAsync());
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task Rewrite_TheClockJumpsWhileTheStoreIsOpen_RemovesNothing(int daysBack)
    {
        await using var rig = await OpenAsync();
        rig.Time.SetClockBack(TimeSpan.FromDays(daysBack));

        await rig.RewriteAsync(2, RewriteReason.Undo);

        Assert.Equal(_all, await rig.GenerationsAsync());
    }

    // What was kept while the clock was years behind is not years old when it is right again.
    [Fact]
    public async Task Rewrite_KeptWhileTheClockWasBehind_IsNotOldWhenItIsRightAgain()
    {
        await using var rig = await OpenAsync();
        rig.Time.SetClockBack(TimeSpan.FromDays(4000));
        await rig.RewriteAsync(2, RewriteReason.Undo);
        rig.Time.SetClockBack(-TimeSpan.FromDays(4000));
        await rig.ReopenAsync();

        await rig.RewriteAsync(1, RewriteReason.Undo);

        Assert.Equal(_all.Append("3: m1 m2"), await rig.GenerationsAsync());
    }

    [Fact]
    public async Task Rewrite_TimeWentByWhileTheStoreWasOpen_RemovesWhatIsTooOld()
    {
        await using var rig = await OpenAsync();
        await rig.ReopenAsync();
        rig.Advance(TimeSpan.FromDays(31));

        await rig.RewriteAsync(2, RewriteReason.Undo);

        Assert.Equal(["0: m1 m2 m3 m4 m5", "2: m1 m2 m3"], await rig.GenerationsAsync());
    }

    // What an imported document says of its times is no time that the store knows.
    [Fact]
    public async Task Rewrite_ASessionFromTheFarFutureWasImported_StillRemovesWhatIsTooOld()
    {
        await using var rig = await OpenAsync();
        await rig.Store.CreateAsync(
            new() { Id = SessionId.Parse("imported"), UpdatedAt = rig.Time.GetUtcNow().AddYears(50) });
        await rig.ReopenAsync();
        await rig.ReopenAsync();
        rig.Advance(TimeSpan.FromDays(31));

        await rig.RewriteAsync(2, RewriteReason.Undo);

        Assert.Equal(["0: m1 m2 m3 m4 m5", "2: m1 m2 m3"], await rig.GenerationsAsync());
    }

    private static async Task<BackupRig> OpenAsync()
    {
        var rig = await BackupRig.OpenAsync(_five);
        rig.Options.MaxBackupAge = TimeSpan.FromDays(30);
        await rig.ReopenAsync();
        await rig.RewriteAsync(4, RewriteReason.Undo);
        await rig.RewriteAsync(3, RewriteReason.Undo);
        return rig;
    }
}
