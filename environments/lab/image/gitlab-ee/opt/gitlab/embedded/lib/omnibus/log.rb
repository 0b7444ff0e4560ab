# frozen_string_literal: true

require 'fileutils'

# The output, counts and pending work of a reconfigure. The output is also kept in /var/log/gitlab/reconfigure, as Omnibus does.
class Log
  attr_reader :changes

  def initialize(directory: '/var/log/gitlab/reconfigure')
    FileUtils.mkdir_p(directory)
    @file = File.open("#{directory}/#{Time.now.to_i}.log", 'a')
    @file.sync = true
    @changes = 0
    @later = []
    @started = []
    @messages = Hash.new { |hash, kind| hash[kind] = [] }
  end

  def info(message) = say(message)
  def warn(message) = @messages['Warnings'] << message
  def deprecation(message) = @messages['Deprecations'] << message
  def removal(message) = @messages['Removals'] << message

  def changed(what)
    @changes += 1
    say("  * #{what} changed")
  end

  # Remembers an action for the end of the run; the same one twice is one.
  def later(action)
    @later << action unless @later.include?(action)
  end

  # A service that came up in this run has read its files already.
  def started(name) = @started << name
  def started?(name) = @started.include?(name)

  def take_later
    actions = @later.reject { |action| action.is_a?(Array) && @started.include?(action.last) }
    @later = []
    actions
  end

  def report
    @messages.each { |kind, texts| say("\n#{kind}:\n#{texts.uniq.join("\n")}\n") }
  end

  def error(message)
    $stderr.puts message
    @file.puts message
  end

  def say(message)
    $stdout.puts message
    $stdout.flush
    @file.puts message
  end
end
