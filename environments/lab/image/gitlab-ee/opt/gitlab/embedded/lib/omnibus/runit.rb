# frozen_string_literal: true

require 'fileutils'
require_relative 'files'

# runit under /opt/gitlab: sv/NAME holds the scripts, service/NAME links to it when the service is enabled.
module Runit
  SV = '/opt/gitlab/sv'
  SERVICE = '/opt/gitlab/service'
  INIT = '/opt/gitlab/init'
  LOG = '/var/log/gitlab'
  RUNSVDIR_PID = '/run/gitlab-runsvdir.pid'

  module_function

  # Settings spell services with underscores, runit's directories with hyphens: node_exporter is node-exporter.
  def spell(name) = name.tr('_', '-')

  # runsvdir looks at its directory every five seconds. A link made now with a "down" file beside it gives runsv the time
  # to be there when the recipe comes to start the service: one look for all services instead of one for each.
  def stage(names)
    fresh = names.map { |name| spell(name) }.reject { |name| supervised?(name) }
    fresh.each do |name|
      next if File.symlink?("#{SERVICE}/#{name}")

      write(name, run: "#!/bin/sh\nexec sleep 1\n", log: true) unless File.exist?("#{SV}/#{name}/run")
      File.write("#{SV}/#{name}/down", '')
      File.symlink("#{SV}/#{name}", "#{SERVICE}/#{name}")
    end
    wake unless fresh.empty?
  end

  # True if the run script of a service (not that of its log) changed or is new.
  def write(name, run:, finish: nil, log: true)
    name = spell(name)
    FileUtils.mkdir_p("#{SV}/#{name}")
    put("#{SV}/#{name}/log/run", log_script(name)) if log
    put("#{SV}/#{name}/finish", finish) if finish
    File.symlink('/usr/bin/sv', "#{INIT}/#{name}") unless File.symlink?("#{INIT}/#{name}")
    put("#{SV}/#{name}/run", run)
  end

  # True if the service was not up before. (A staged one may come up by itself as soon as its "down" file is gone.)
  def enable(name)
    name = spell(name)
    down = "#{SV}/#{name}/down"
    fresh = File.exist?(down) || !up?(name)
    File.unlink(down) if File.exist?(down)
    File.symlink("#{SV}/#{name}", "#{SERVICE}/#{name}") unless File.symlink?("#{SERVICE}/#{name}")
    wait_for_runsv(name)
    start(name) unless up?(name)
    fresh
  end

  # `sv start` looks every 420 ms whether the service is up; a first reconfigure would spend seconds in that.
  def start(name)
    sv('up', name)
    100.times { up?(name) ? return : sleep(0.02) }
    raise "runit_service[#{name}] did not start: #{status(name).strip}"
  end

  # After a failed run: what was staged and never reached its recipe is not a service yet.
  def unstage
    names.select { |name| File.exist?("#{SV}/#{name}/down") }.each do |name|
      disable(name)
      FileUtils.rm_rf("#{SV}/#{name}")
      FileUtils.rm_f("#{INIT}/#{name}")
    end
  end

  def disable(name)
    name = spell(name)
    link = "#{SERVICE}/#{name}"
    return false unless File.symlink?(link)

    sv('force-stop', name) if supervised?(name)
    sv('exit', name)
    File.unlink(link)
    true
  end

  def up?(name) = status(name).start_with?('run:')
  def supervised?(name) = !status(name).start_with?('fail:', 'warning:')
  def enabled?(name) = File.symlink?("#{SERVICE}/#{spell(name)}")
  def status(name) = sv('status', name)

  # With a time-out sv waits for any command; only these are to be waited for.
  WAITED = %w[start stop restart force-stop].freeze

  def sv(command, name)
    wait = WAITED.include?(command) ? %w[-w 30] : []
    IO.popen({ 'SVDIR' => SERVICE }, ['/usr/bin/sv', *wait, command, spell(name)], err: %i[child out], &:read)
  end

  def names = File.directory?(SERVICE) ? Dir.children(SERVICE).sort : []

  def put(path, content)
    return false if File.file?(path) && File.read(path) == content

    FileUtils.mkdir_p(File.dirname(path))
    Files.write(path, content, mode: 0o755)
    true
  end

  def log_script(name)
    FileUtils.mkdir_p("#{LOG}/#{name}", mode: 0o700)
    "#!/bin/sh\nexec svlogd -tt #{LOG}/#{name}\n"
  end

  def wait_for_runsv(name)
    return if supervised?(name)

    150.times do
      wake
      sleep 0.1
      return if supervised?(name)
    end
    raise "runsvdir did not take up #{SERVICE}/#{name} within 15 s: is gitlab-runsvdir running?"
  end

  # runsvdir, given a log argument, also wakes when something is written to what it handed its children as standard
  # error: it then looks at its directory at once (runit-2.1.2/src/runsvdir.c, the iopause at the end of main), but not
  # within a second of its last look, so callers repeat this.
  def wake
    pid = File.read(RUNSVDIR_PID).strip
    File.open("/proc/#{pid}/fd/2", File::WRONLY | File::NONBLOCK) { |io| io.write('.') }
  rescue SystemCallError
    nil # it looks by itself within five seconds
  end
end
