# frozen_string_literal: true

module Standin
  # Every minor version since 16.6 brings two regular migrations (a column, an index) and a post-deployment one that queues
  # a batched background migration. The minor after a required stop finalizes all that were queued up to that stop. So a
  # way from stop to stop works, and a hop taken too early, or over a stop, fails in the lab as it does in production.
  # https://docs.gitlab.com/update/upgrade_paths/ and https://docs.gitlab.com/update/background_migrations/
  module Migrations
    Migration = Struct.new(:version, :name, :post, :sql, :action, :tag)
    FIRST = [16, 6].freeze
    FIRST_MONTH = (2023 * 12) + 10 # November 2023, counted in months
    STOPS = [[16, 7], [16, 11], [17, 3], [17, 5], [17, 8], [17, 11], [18, 2], [18, 5], [18, 8], [18, 11],
             [19, 2], [19, 5], [19, 8], [19, 11]].freeze

    def self.for(version)
      list = minors(version)
      list.each_with_index.flat_map do |minor, index|
        stamp = stamp(index)
        regular(minor.join('_'), stamp) + finalizers(list, minor, index, stamp) + [queue(minor.join('_'), stamp)]
      end
    end

    # The minors GitLab released from 16.6 to the given version, oldest first.
    def self.minors(version)
      major, minor = version.split('.').map(&:to_i)
      (FIRST.first..major).flat_map do |number|
        first = number == FIRST.first ? FIRST.last : 0
        (first..(number == major ? minor : 11)).map { |digit| [number, digit] }
      end
    end

    def self.stamp(index)
      year, month = (FIRST_MONTH + index).divmod(12)
      format('%<year>04d%<month>02d', year: year, month: month + 1)
    end

    def self.regular(tag, stamp)
      column = "ALTER TABLE notes ADD COLUMN backfilled_#{tag} boolean"
      index = "CREATE INDEX index_lab_writes_#{tag} ON lab_writes (node, id)"
      [Migration.new("#{stamp}03100000", "Add backfilled #{tag} to notes", false, column, nil, tag),
       Migration.new("#{stamp}03110000", "Index lab writes for #{tag}", false, index, nil, tag)]
    end

    def self.queue(tag, stamp) = Migration.new("#{stamp}08100000", "Queue backfill notes #{tag}", true, nil, :queue, tag)

    def self.finalizers(list, minor, index, stamp)
      stop = list[index - 1] if index.positive?
      return [] unless STOPS.include?(stop)

      before = STOPS.select { |other| (other <=> stop).negative? }.last
      queued = list.select { |other| (other <=> stop) <= 0 && (before.nil? || (other <=> before).positive?) }
      queued.each_with_index.map do |other, position|
        tag = other.join('_')
        Migration.new(format('%<stamp>s0809%<position>02d00', stamp: stamp, position: position), "Finalize backfill notes #{tag}", true,
                      "DROP INDEX IF EXISTS index_lab_writes_#{tag}; ALTER TABLE notes DROP COLUMN IF EXISTS backfilled_#{tag}", :finalize, tag)
      end
    end
    private_class_method :stamp, :regular, :queue, :finalizers
  end
end
