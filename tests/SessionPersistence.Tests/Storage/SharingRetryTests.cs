using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Storage;

public sealed class SharingRetryTests
{
    private const int AccessDenied = 5;
    private const int SharingViolation = 32;
    private const int LockViolation = 33;
    private const int DiskFull = 112;

    private readonly List<double> _pauses = [];

    [Theory]
    [InlineData(AccessDenied)]
    [InlineData(SharingViolation)]
    [InlineData(LockViolation)]
    public void W51_A_file_that_is_open_elsewhere_for_a_moment_is_replaced_all_the_same(int error)
    {
        var attempts = 0;

        Assert.Equal(0, NewRetry().Run(() => ++attempts < 4 ? error : 0));

        Assert.Equal([10, 20, 40], _pauses);
    }

    [Fact]
    public void Run_NeverReleased_GivesUpAfterTwoSeconds()
    {
        Assert.Equal(SharingViolation, NewRetry().Run(() => SharingViolation));

        Assert.Equal([10, 20, 40, 80, 160, 320, 320, 320, 320, 320], _pauses);
    }

    [Fact]
    public void Run_AnotherError_IsNotTriedAgain()
    {
        Assert.Equal(DiskFull, NewRetry().Run(() => DiskFull));

        Assert.Empty(_pauses);
    }

    private SharingRetry NewRetry() => new(pause => _pauses.Add(pause.TotalMilliseconds));
}
