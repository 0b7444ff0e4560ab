# frozen_string_literal: true

require_relative '../attributes'

Ctl.command('show-config') do
  puts JSON.pretty_generate(Attributes.load.normal)
  0
rescue StandardError, ScriptError => e
  $stderr.puts e.message
  1
end
