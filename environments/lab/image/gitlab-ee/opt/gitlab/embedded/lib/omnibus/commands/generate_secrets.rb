# frozen_string_literal: true

require 'optparse'
require_relative '../gitlab_rb'
require_relative '../secrets'

Ctl.command('generate-secrets') do |arguments|
  path = nil
  OptionParser.new { |options| options.on('-f', '--file SECRETS_PATH') { |value| path = value } }.parse!(arguments)
  raise OptionParser::MissingArgument, '-f SECRETS_PATH' unless path

  Secrets.new(GitlabRb.read(GitlabRb::PATH, Release.top_level), path: path, always_write: true).load
  puts "Secrets written to #{path}"
  0
rescue OptionParser::ParseError => e
  $stderr.puts "#{e}\n\nUsage:\n  gitlab-ctl generate-secrets -f, --file SECRETS_PATH"
  128
rescue StandardError, ScriptError => e
  $stderr.puts e.message
  1
end
