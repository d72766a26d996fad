using System.Text;
using SessionPersistence.Documents;

namespace SessionPersistence.Tests.Documents;

public sealed class XxHash64Tests
{
    // Of the specification and of the bindings for Python: nothing, less than a lane, lanes, a stripe with all that can
    // follow.
    [Theory]
    [InlineData("", 0xef46db3751d8e999)]
    [InlineData("a", 0xd24ec4f1a98c6e5b)]
    [InlineData("abc", 0x44bc2cf5ad770999)]
    [InlineData("123456789", 0x8cb841db40e6ae83)]
    [InlineData("Nobody inspects the spammish repetition", 0xfbcea83c8a378bf1)]
    public void Compute_KnownText_GivesItsHash(string text, ulong hash) =>
        Assert.Equal(hash, XxHash64.Compute(Encoding.ASCII.GetBytes(text)));
}
