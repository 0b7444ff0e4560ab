# frozen_string_literal: true

require 'base64'
require 'openssl'
require_relative 'database'

module Standin
  # Personal access tokens, stored as GitLab does: SHA-256 over the token and db_key_base.
  module Tokens
    def self.digest(token)
      Base64.strict_encode64(OpenSSL::Digest::SHA256.digest("#{token}#{Settings.load.secrets.fetch('db_key_base').byteslice(0, 32)}"))
    end

    def self.user(token)
      return if token.to_s.empty?

      Database.instance.rows(<<~SQL, [digest(token)]).first
        SELECT u.* FROM personal_access_tokens t JOIN users u ON u.id = t.user_id
        WHERE t.token_digest = $1 AND NOT t.revoked AND (t.expires_at IS NULL OR t.expires_at > current_date) AND u.state = 'active'
      SQL
    end
  end
end
