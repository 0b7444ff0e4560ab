using Amazon.Runtime;

namespace GitLabHa.Remote.Backups;

/// <summary>What the AWS SDK throws, as what a disk would throw.</summary>
internal static class S3Errors
{
    public static async Task<T> WrapAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw new IOException(Words(e), e);
        }
    }

    public static T Wrap<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (AmazonClientException e)
        {
            throw new IOException(Words(e), e);
        }
    }

    private static string Words(Exception e) =>
        e is AmazonServiceException { ErrorCode: { Length: > 0 } code } ? $"{code}: {e.Message}" : e.Message;
}
