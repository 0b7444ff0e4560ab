# frozen_string_literal: true

require_relative '../lib/settings'

module Standin
  # `gitlab-rake TASK[arg,…] … NAME=value`, with Rake's own argument syntax and error texts.
  class Rake
    Task = Struct.new(:description, :body)
    # Ends a task with exit 1 after it has said why itself, as `exit 1` in GitLab's tasks.
    Exit = Class.new(StandardError)

    TASKS = {} # rubocop:disable Style/MutableConstant
    def self.task(name, description, &body) = TASKS[name] = Task.new(description, body)

    def self.run(argv) = new(argv).run

    def initialize(argv)
      @words = argv.reject { |word| assign(word) }
    end

    def run
      return list if @words.any? { |word| %w[-T --tasks].include?(word) }

      (@words.empty? ? ['default'] : @words).each { |word| invoke(word) }
      0
    rescue Exit
      1
    rescue StandardError => e
      name = e.class.name.sub('Standin::', '')
      warn 'rake aborted!', "#{name}: #{e.message}", '', '(See full trace by running task with --trace)'
      warn(*e.backtrace) if @words.include?('--trace')
      1
    end

    private

    def assign(word)
      name, value = word.match(/\A([A-Za-z_]\w*)=(.*)\z/m)&.captures
      ENV[name] = value if name
    end

    def invoke(word)
      return if word == '--trace'

      name, arguments = word.match(/\A([^\[]+)(?:\[(.*)\])?\z/m)&.captures
      task = TASKS[name] or raise unknown(name || word)
      task.body.call(*split(arguments.to_s))
    end

    # A comma that belongs to an argument is written "\,".
    def split(text) = text.scan(/(?:[^\\,]|\\.)+/).map { |argument| argument.strip.gsub(/\\(.)/, '\1') }

    def unknown(name)
      warn 'rake aborted!', "Don't know how to build task '#{name}' (See the list of available tasks with `rake --tasks`)", '',
           "(See full trace by running task with --trace)", "(#{BANNER}: it has few of GitLab's tasks)"
      Exit
    end

    def list
      width = TASKS.keys.map(&:size).max
      TASKS.sort.each { |name, task| puts "rake #{name.ljust(width)}  # #{task.description}" }
      0
    end
  end

  Dir[File.join(__dir__, '*_tasks.rb')].sort.each { |file| require file }
end
