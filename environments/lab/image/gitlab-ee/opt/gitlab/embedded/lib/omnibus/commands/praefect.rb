# frozen_string_literal: true

# Arguments in Omnibus' spelling → praefect's own. 0, 1 when praefect failed or this is no Praefect node, 128 usage.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/lib/praefect.rb
module PraefectCommand
  BINARY = '/opt/gitlab/embedded/bin/praefect'
  COMMANDS = %w[check list-storages list-untracked-repositories remove-repository track-repository
                track-repositories].freeze
  RENAMED = { 'virtual-storage-name' => 'virtual-storage', 'repository-relative-path' => 'repository' }.freeze
  NEEDED = { 'remove-repository' => RENAMED.keys, 'track-repository' => RENAMED.keys,
             'track-repositories' => %w[input-path] }.freeze

  module_function

  def call(arguments)
    command, *rest = arguments
    return usage('Praefect command is not specified.') unless command
    return usage("Unknown Praefect command: #{command}") unless COMMANDS.include?(command)

    missing = NEEDED.fetch(command, []).find { |name| rest.none? { |word| word.start_with?("--#{name}") } }
    return usage("Option --#{missing} must be specified.") if missing

    run(command, rest)
  end

  def run(command, rest)
    directory = (index = rest.index('--dir')) ? rest.slice!(index, 2).last : '/var/opt/gitlab/praefect'
    puts "Running #{command}"
    $stdout.flush
    [BINARY, "#{directory}/config.toml"].each do |path|
      next if File.exist?(path)

      $stderr.puts "Could not find '#{path}' file. Is this command being run on a Praefect node?"
      return 1
    end
    system(BINARY, '-config', "#{directory}/config.toml", command, *rest.map { |word| translate(word) }) ? 0 : 1
  end

  def translate(word)
    return word unless word.start_with?('--')

    name, value = word.delete_prefix('--').split('=', 2)
    ["-#{RENAMED.fetch(name, name)}", value].compact.join('=')
  end

  def usage(problem)
    $stderr.puts "#{problem}\n\nUsage:\n  gitlab-ctl praefect command [options]\n\nCOMMANDS:\n  #{COMMANDS.join("\n  ")}"
    128
  end
end

Ctl.command('praefect') { |arguments| PraefectCommand.call(arguments) }
