# frozen_string_literal: true

require_relative 'background_migrations'
require_relative 'storage_weights'
require_relative 'tokens'

module Standin
  # `gitlab-rails runner`: there is no Rails to run Ruby in, so only these one-liners, which GitLab's documentation
  # tells administrators to use, are understood. Everything else is refused.
  class Runner
    Refused = Class.new(StandardError)

    SETTINGS = %w[authorized_keys_enabled signup_enabled database_max_running_batched_background_migrations].freeze
    TABLES = { 'User' => 'users', 'Project' => 'projects', 'Note' => 'notes', 'Issue' => 'issues', 'Upload' => 'uploads',
               'Ci::Runner' => 'ci_runners' }.freeze
    MIGRATION = /Gitlab::Database::BackgroundMigration::BatchedMigration/.freeze
    CURRENT = /(?:ApplicationSetting\.(?:last|first|current)|Gitlab::CurrentSettings\.current_application_settings)/.freeze
    NEW_TOKEN = /token = User\.find_by_username\('(?<user>[\w.-]+)'\)\.personal_access_tokens\.create\((?<options>.*)\)/m.freeze
    WEIGHTS = /ApplicationSetting\.current_without_cache\.repository_storages_weighted/.freeze
    COMPLETED = /repository_storages_weighted: names\.to_h \{ .*\.fetch\(name, (?<weight>\d+)\)\] \}/.freeze

    PATTERNS = {
      /\A(?:puts )?Gitlab::VERSION\z/ => ->(_) { puts "#{VERSION}-ee" },
      /\Aputs (?<model>[\w:]+)\.count\z/ => ->(match) { count(match[:model]) },
      /\Aputs Gitlab::BackgroundMigration\.remaining\z/ => ->(_) { puts 0 }, # the kind before batched ones is gone since 16
      /\Aputs #{MIGRATION}\.(?<state>queued|failed)\.count\z/ => ->(match) { migrations(match[:state]) },
      /\Aweights = #{WEIGHTS}; Gitaly::Server\.all\.each \{ .*\}\z/m => ->(_) { StorageWeights.report },
      /\Asettings = ApplicationSetting\.current_without_cache; names = %w\[(?<names>[^\]]+)\]; settings\.update!\(#{COMPLETED}\)\z/ =>
        ->(match) { StorageWeights.complete(match[:names].split, match[:weight].to_i) },
      /\A#{CURRENT}\.update!?\((?<key>\w+): (?<value>true|false|\d+)\)\z/ => ->(match) { setting(match) },
      # https://docs.gitlab.com/user/profile/personal_access_tokens/#create-a-personal-access-token-programmatically
      /\A#{NEW_TOKEN}; token\.set_token\('(?<token>[\w.-]{20,})'\); token\.save!\z/ => ->(match) { token(match) }
    }.freeze

    def self.run(code)
      text = code.strip.tr('"', "'").chomp(';')
      PATTERNS.each { |pattern, action| (match = text.match(pattern)) && (return action.call(match)) }
      raise Refused, "gitlab-rails runner: the #{BANNER} runs no Ruby; it understands only:\n  #{help}"
    end

    def self.help
      "puts Gitlab::VERSION; puts MODEL.count (#{TABLES.keys.join(', ')}); BatchedMigration.queued.count; " \
        "ApplicationSetting.last.update(KEY: VALUE) (#{SETTINGS.join(', ')}); repository_storages_weighted; and the documented creation of a personal access token"
    end

    def self.count(model)
      table = TABLES[model] or raise Refused, "gitlab-rails runner: the #{BANNER} has no model #{model}"
      puts Database.instance.rows("SELECT count(*) AS n FROM #{table}").first['n']
    end

    def self.migrations(state)
      statuses = state == 'failed' ? '4' : '0, 1'
      puts Database.instance.rows("SELECT count(*) AS n FROM batched_background_migrations WHERE status IN (#{statuses})").first['n']
    end

    def self.setting(match)
      raise Refused, "gitlab-rails runner: the #{BANNER} has no setting #{match[:key]}" unless SETTINGS.include?(match[:key])

      Database.instance.rows("UPDATE application_settings SET #{match[:key]} = $1, updated_at = now()", [match[:value]])
    end

    def self.token(match)
      user = Database.instance.rows('SELECT id FROM users WHERE username = $1', [match[:user]]).first or
        raise Refused, "undefined method `personal_access_tokens' for nil:NilClass (there is no user #{match[:user]})"
      scopes = match[:options][/scopes: \[([^\]]*)\]/, 1].to_s.scan(/[\w-]+/)
      name = match[:options][/name: '([^']*)'/, 1] || 'lab'
      days = match[:options][/expires_at: (\d+)\.days\.from_now/, 1] || 365
      Database.instance.rows(<<~SQL, [user['id'], name, scopes.to_s, Tokens.digest(match[:token]), days])
        INSERT INTO personal_access_tokens (user_id, name, scopes, token_digest, expires_at)
        VALUES ($1, $2, $3, $4, current_date + $5::int)
      SQL
    end
    private_class_method :count, :migrations, :setting, :token
  end
end
