# frozen_string_literal: true

require_relative 'files'
require_relative 'runit'
require_relative 'shell'

# Base of every recipe: one subclass per file in recipes/, found by Class#inherited.
# A recipe describes the wanted state; helpers change only what differs and count it, so a second run is a no-op.
class Recipe
  include Files
  include Shell

  class << self
    # The runit services this recipe manages: reconfigure calls #configure when one of them is enabled, #disable if not.
    def services = []

    # Recipes run in this order: consul 10, redis 20, sentinel 21, postgresql/patroni 30, pgbouncer 40, praefect 50,
    # gitaly 60, gitlab_rails 70, puma 71, sidekiq 72, nginx 80, exporters 90.
    def order = 50

    # Default values of gitlab.rb's settings which this recipe reads, e.g. { 'redis' => { 'port' => 0 } };
    # merged below what gitlab.rb says, and visible to every recipe.
    def defaults = {}

    # Called before #configure of any recipe with the merged attributes; may fill in values derived from others.
    def parse(_node) = nil

    def all = (@all ||= [])

    def inherited(recipe)
      super
      Recipe.all << recipe
    end

    # reconfigure runs a recipe when it has an enabled service, or when it manages none (users, directories).
    def wanted?(node)
      services.empty? || services.any? { |name| node['services'][name] }
    end
  end

  attr_reader :node

  # node: attributes with string keys at every depth, defaults merged. node['version'], node['fqdn'], node['secrets'],
  # node['services'] (name => true for what is enabled). log: Omnibus::Log, shared by all recipes of a run.
  def initialize(node, log:)
    @node = node
    @log = log
  end

  def configure = nil

  # What an unwanted service leaves behind: nothing that runs. Its files and data stay, as with Omnibus.
  def disable
    self.class.services.each { |name| Runit.disable(name) && changed("runit_service[#{name}] disabled") }
  end

  # Writes /opt/gitlab/sv/NAME and brings the service up. A changed run script restarts it at once, unless restart_on_change is false.
  # PostgreSQL, Patroni and Consul pass restart_on_change: false: Omnibus only ever reloads those.
  def service(name, run:, finish: nil, log: true, restart_on_change: true)
    rewritten = Runit.write(name, run: run, finish: finish, log: log)
    changed("runit_service[#{name}] run script") if rewritten
    if Runit.enable(name)
      @log.started(name)
      changed("runit_service[#{name}] enabled")
    elsif rewritten && restart_on_change
      later([:restart, name])
    end
  end

  # Runs at the end of the reconfigure, once for equal actions: [:restart|:hup|:reload, 'svc'] or a Proc.
  def later(action)
    @log.later(action)
  end

  def wait_until(what, seconds)
    deadline = monotonic + seconds
    seen = nil
    loop do
      seen = yield
      return seen if seen && !seen.is_a?(Pending)
      raise "#{what}: gave up after #{seconds} s, last seen: #{seen || 'nothing'}" if monotonic > deadline

      sleep 0.2
    end
  end

  # What a wait_until block returns to say "not yet", with what it saw.
  Pending = Struct.new(:seen) do
    def to_s = seen.to_s
  end

  def pending(seen) = Pending.new(seen)

  def info(message) = @log.info(message)
  def warn(message) = @log.warn(message)

  private

  def changed(what) = @log.changed(what)
  def monotonic = Process.clock_gettime(Process::CLOCK_MONOTONIC)
end
