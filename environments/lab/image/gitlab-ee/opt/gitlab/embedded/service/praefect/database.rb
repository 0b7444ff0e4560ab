# frozen_string_literal: true

require 'pg'
require_relative 'migrations'

module Standin
  # Short-lived connections to Praefect's database: after a failover the next query simply gets a good one.
  class PraefectDatabase
    class Error < StandardError; end

    def initialize(settings)
      @settings = settings
      @idle = Queue.new
    end

    # A connection of our own, for commands. The text is pgx's as praefect prints it.
    def open
      PG.connect(**@settings).tap { |connection| connection.set_notice_receiver { |_| nil } }
    rescue PG::Error => e
      where = @settings.slice(:host, :user, :dbname).map { |key, value| "#{key == :dbname ? 'database' : key}=#{value}" }.join(' ')
      raise Error, "send ping: failed to connect to `#{where}`: #{e.message.strip.lines.first&.strip}"
    end

    # A pooled one, for the server's threads.
    def with
      connection = checkout
      result = yield connection
      @idle.push(connection)
      result
    rescue PG::Error => e
      discard(connection)
      raise RpcError.new('Internal', "praefect database: #{e.message.strip}")
    rescue StandardError
      @idle.push(connection) if connection && !connection.finished?
      raise
    end

    def rows(sql, params = []) = with { |connection| connection.exec_params(sql, params).to_a }

    private

    # What broke one connection (a failover, a restart) broke the idle ones too.
    def discard(connection)
      [connection, *Array.new(@idle.size) { @idle.pop(true) }].each { |each| each&.close unless each&.finished? }
    rescue ThreadError, PG::Error
      nil
    end

    def checkout
      @idle.pop(true)
    rescue ThreadError
      begin
        open
      rescue Error => e
        raise RpcError.new('Internal', e.message)
      end
    end
  end
end
