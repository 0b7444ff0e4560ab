namespace GitLabHa.Roles;

/// <summary>The names of an environment's secrets.</summary>
public static class SecretNames
{
    /// <summary>Password of the database user gitlab.</summary>
    public const string Postgres = "postgres_password";

    /// <summary>Password of the replication user gitlab_replicator.</summary>
    public const string PostgresReplication = "postgres_replication_password";

    /// <summary>Password of the user pgbouncer, for auth_query and the admin console.</summary>
    public const string PgBouncer = "pgbouncer_password";

    /// <summary>Password of the user gitlab-consul on PgBouncer.</summary>
    public const string ConsulDatabase = "consul_database_password";

    /// <summary>Password of Patroni's REST API.</summary>
    public const string PatroniApi = "patroni_api_password";

    /// <summary>Password of the user praefect on the tracking database.</summary>
    public const string PraefectDatabase = "praefect_database_password";

    /// <summary>The token that Rails sends to Praefect.</summary>
    public const string PraefectExternal = "praefect_external_token";

    /// <summary>The token that Praefect sends to Gitaly.</summary>
    public const string PraefectInternal = "praefect_internal_token";

    /// <summary>Access key of the object storage, when no IAM profile gives one.</summary>
    public const string AwsAccessKeyId = "aws_access_key_id";

    /// <summary>Secret key of the object storage, when no IAM profile gives one.</summary>
    public const string AwsSecretAccessKey = "aws_secret_access_key";
}
