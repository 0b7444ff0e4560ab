# frozen_string_literal: true

require_relative '../toml'

# Praefect (a lab stand-in): config.toml, migrations on the node that may, the service.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/praefect/recipes/enable.rb
class PraefectRecipe < Recipe
  DIR = '/var/opt/gitlab/praefect'
  CONFIG = "#{DIR}/config.toml"
  BINARY = '/opt/gitlab/embedded/bin/praefect'

  def self.services = %w[praefect]
  def self.order = 50

  def self.defaults
    { 'praefect' => { 'auto_migrate' => true, 'configuration' => {
      'listen_addr' => 'localhost:2305', 'prometheus_listen_addr' => 'localhost:9652', 'auth' => { 'transitioning' => false },
      'logging' => { 'format' => 'json' }, 'failover' => { 'enabled' => true }
    } } }
  end

  def configure
    directory(DIR, owner: 'git', mode: 0o700)
    file(CONFIG, Toml.dump(configuration), group: 'git', mode: 0o640, notifies: [:hup, 'praefect'])
    migrate if node['praefect']['auto_migrate']
    # A new package's binary is taken over by HUP, which keeps the listening sockets; nothing is refused meanwhile.
    file("#{DIR}/VERSION", "#{node['version']}\n", owner: 'git', notifies: [:hup, 'praefect'])
    service('praefect', run: run_script)
  end

  private

  # Passed on unchanged: Praefect refuses a port that is text, as upstream.
  def configuration = node['praefect']['configuration'].compact

  # Before the service, unlike Omnibus: a stand-in that starts without its tables would only log errors until then.
  def migrate
    output = execute(BINARY, '-config', CONFIG, 'sql-migrate', user: 'git')
    output.each_line(chomp: true) { |line| info("    #{line}") unless line.empty? }
  end

  def run_script
    <<~SCRIPT
      #!/bin/sh
      exec 2>&1
      cd #{DIR}
      export HOME=#{DIR} MALLOC_ARENA_MAX=2
      exec chpst -P -u git:git -U git:git #{BINARY} -config #{CONFIG}
    SCRIPT
  end
end
