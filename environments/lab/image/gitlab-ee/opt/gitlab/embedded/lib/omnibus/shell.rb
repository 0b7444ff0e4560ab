# frozen_string_literal: true

require 'open3'

# Programs that a recipe or command runs: argv only, no shell in between.
module Shell
  Failed = Class.new(RuntimeError)

  # Standard output and error together, as a String. Raises with that output when the program fails.
  def execute(*argv, user: nil, env: {}, input: nil, allow_failure: false)
    argv = ['/usr/bin/chpst', '-u', user, *argv] if user
    output, status = Open3.capture2e(env, *argv.map(&:to_s), stdin_data: input.to_s, chdir: '/')
    return output if status.success? || allow_failure

    raise Failed, "#{argv.join(' ')}: exit #{status.exitstatus || "signal #{status.termsig}"}\n#{output}"
  end

  # True when the program succeeds; its output is thrown away.
  def succeeds?(*argv, user: nil)
    argv = ['/usr/bin/chpst', '-u', user, *argv] if user
    system(*argv, in: File::NULL, out: File::NULL, err: File::NULL, chdir: '/')
  end
end
