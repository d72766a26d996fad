using SessionPersistence.Documents;

namespace SessionPersistence.Tests.Documents;

public sealed class Crc32CTests
{
    [Fact]
    public void Compute_gives_the_check_value_of_the_standard() =>
        Assert.Equal(0xe3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Compute_goes_on_from_a_seed() =>
        Assert.Equal(Crc32C.Compute("123456789"u8), Crc32C.Compute("6789"u8, Crc32C.Compute("12345"u8)));
}
