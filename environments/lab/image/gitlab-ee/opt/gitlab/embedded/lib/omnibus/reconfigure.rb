# frozen_string_literal: true

require_relative 'attributes'
require_relative 'log'
require_relative 'node_file'
require_relative 'runit'

# gitlab-ctl reconfigure: reads gitlab.rb, then runs every recipe in order and what they left for the end.
class Reconfigure
  LOCK = '/opt/gitlab/embedded/reconfigure.lock'
  BOOTSTRAPPED = '/var/opt/gitlab/bootstrapped'

  def self.run = new.run

  def run
    @start = Time.now
    prepare
    alone { converge }
    @log.report
    @log.say("\nInfra Phase complete, #{@log.changes} resources updated in #{seconds} seconds\ngitlab Reconfigured!")
    0
  rescue StandardError, ScriptError => e
    fail_with(e)
  end

  private

  def prepare
    %w[/var/opt/gitlab /var/log/gitlab /opt/gitlab/etc /opt/gitlab/sv /opt/gitlab/service /opt/gitlab/init]
      .each { |path| FileUtils.mkdir_p(path) }
    FileUtils.mkdir_p('/etc/gitlab', mode: 0o775)
    @log = Log.new
    @log.say('Starting Cinc Client')
  end

  def alone
    File.open(LOCK, 'a') do |lock|
      unless lock.flock(File::LOCK_EX | File::LOCK_NB)
        @log.say('Cinc Client is running, will wait for it to finish and then run.')
        lock.flock(File::LOCK_EX)
      end
      yield
    end
  end

  def converge
    NodeFile.begin(Attributes.fqdn)
    attributes = Attributes.load
    check(attributes.removals)
    apply(attributes.node)
    NodeFile.finish(Attributes.fqdn, attributes)
    FileUtils.touch(BOOTSTRAPPED)
  end

  def check(removals)
    removed = removals.removed
    removed.each { |text| @log.removal(text) }
    raise 'Removed configurations found in gitlab.rb. Aborting reconfigure.' unless removed.empty?

    removals.deprecated.each { |text| @log.deprecation(text) }
  end

  def apply(node)
    recipes = Recipe.all.sort_by { |recipe| [recipe.order, recipe.name] }
    wanted, unwanted = recipes.partition { |recipe| recipe.wanted?(node) }
    Runit.stage(wanted.flat_map(&:services).select { |name| node['services'][name] })
    unwanted.each { |recipe| recipe.new(node, log: @log).disable }
    wanted.each { |recipe| converge_one(recipe, node) }
    @log.take_later.each { |action| finish(action) }
    not_supplied(recipes, node)
  end

  def converge_one(recipe, node)
    @log.say("Recipe: #{recipe.name}")
    recipe.new(node, log: @log).configure
  end

  def finish(action)
    return action.call unless action.is_a?(Array)

    command, name = action
    @log.changed("service #{name}: #{command}")
    Runit.sv(command == :reload ? 'hup' : command.to_s, name)
  end

  # Said, never faked: services of these roles for which neither Debian nor the lab has a program.
  def not_supplied(recipes, node)
    missing = node['services'].keys - recipes.flat_map(&:services)
    @log.warn("Not supplied by this lab package: #{missing.sort.join(', ')}") unless missing.empty?
  end

  def fail_with(error)
    @log.error("There was an error running gitlab-ctl reconfigure:\n\n#{error.message}\n")
    @log.error(error.full_message(highlight: false)) if ENV['GITLAB_DEBUG']
    @log.report
    Runit.unstage
    @log.say("\nRunning handlers complete\nInfra Phase failed. #{@log.changes} resources updated in #{seconds} seconds")
    1
  end

  def seconds = format('%02d', (Time.now - @start).round)
end
