using SessionPersistence.Storage;

namespace SessionPersistence.Tests.Storage;

public sealed class StagingFileTests
{
    [Theory]
    [InlineData("3f0c5a1d9b01.json")]
    [InlineData("_index.json")]
    [InlineData("x")]
    public void W53_Every_staging_name_is_one_that_the_sweep_recognises(string name)
    {
        Assert.True(StagingFile.IsStaging(StagingFile.NewName(name)));
        Assert.NotEqual(StagingFile.NewName(name), StagingFile.NewName(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData(".tmp")]
    [InlineData(".0123456789ab.tmp")]
    [InlineData("..0123456789ab.tmp")]
    [InlineData("a.json")]
    [InlineData("a.0123456789ab.tmp")]
    [InlineData(".a.0123456789AB.tmp")]
    [InlineData(".a.0123456789a.tmp")]
    [InlineData(".a-0123456789ab.tmp")]
    [InlineData(".a.0123456789ab.tmp.bak")]
    [InlineData("a.json.tmp.123.456")]
    public void IsStaging_OtherNames_AreNot(string name) => Assert.False(StagingFile.IsStaging(name));
}
