# frozen_string_literal: true

# databases.json → databases.ini, with the host the leader has now.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands-ee/lib/pgbouncer.rb
class PgbouncerDatabases
  def initialize(databases, rails:)
    @databases = databases.empty? ? { rails => {} } : databases
    @rails = rails
  end

  # options: newhost, port, user (the auth_user).
  def render(options)
    lines = @databases.map { |name, settings| "#{name} = #{connect_string(name, settings, options)}" }
    "[databases]\n#{lines.join("\n")}\n"
  end

  private

  def connect_string(name, settings, options)
    values = settings.reject { |key, _| key == 'password' }
    values['auth_user'] = values.delete('user') if values.key?('user')
    if name == @rails
      values['host'] = options['newhost'] if options['newhost']
      values['port'] = options['port'] if options['port']
      values['auth_user'] = options['user'] if options['user']
      values['dbname'] = name
    end
    values.map { |key, value| "#{key}=#{value}" }.join(' ')
  end
end
