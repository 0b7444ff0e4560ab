# frozen_string_literal: true

require 'json'
require 'time'

module Standin
  # One JSON object per line on stdout, which runit's svlogd keeps under /var/log/gitlab/NAME/current.
  class JsonLog
    def initialize(component, out: $stdout)
      @component = component
      @out = out
      @out.sync = true
      @lock = Mutex.new
    end

    def info(message, **fields) = write('info', message, fields)
    def warn(message, **fields) = write('warning', message, fields)
    def error(message, **fields) = write('error', message, fields)

    private

    def write(level, message, fields)
      line = JSON.generate({ level: level, time: Time.now.utc.iso8601(3), component: @component, msg: message, **fields })
      @lock.synchronize { @out.puts(line) }
    end
  end
end
