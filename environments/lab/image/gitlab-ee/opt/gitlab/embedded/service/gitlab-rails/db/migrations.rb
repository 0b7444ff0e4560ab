# frozen_string_literal: true

module Standin
  # Every minor version since 16.6 brings two regular and two post-deployment migrations, shaped as GitLab's are:
  # expand (column, index), queue a batched background migration, and make sure that the one of the minor before is
  # finished. So a hop taken too early fails in the lab the way it fails in production.
  # https://docs.gitlab.com/update/background_migrations/
  module Migrations
    Migration = Struct.new(:version, :name, :post, :sql, :action, :tag)
    FIRST = [16, 6].freeze
    FIRST_MONTH = (2023 * 12) + 10 # November 2023, counted in months

    # The minors GitLab released from 16.6 to the given version, oldest first.
    def self.minors(version)
      major, minor = version.split('.').map(&:to_i)
      (16..major).flat_map do |number|
        first = number == 16 ? FIRST.last : 0
        last = number == major ? minor : 11
        (first..last).map { |digit| [number, digit] }
      end
    end

    def self.for(version)
      list = minors(version)
      list.each_with_index.flat_map { |minor, index| of_minor(minor, index, index.positive? ? list[index - 1] : nil) }
    end

    def self.of_minor(minor, index, previous)
      tag = minor.join('_')
      year, month = (FIRST_MONTH + index).divmod(12)
      stamp = format('%<year>04d%<month>02d', year: year, month: month + 1)
      [
        Migration.new("#{stamp}03100000", "Add backfilled #{tag} to notes", false, "ALTER TABLE notes ADD COLUMN backfilled_#{tag} boolean", nil, tag),
        Migration.new("#{stamp}03110000", "Index lab writes for #{tag}", false, "CREATE INDEX index_lab_writes_#{tag} ON lab_writes (node, id)", nil, tag),
        (Migration.new("#{stamp}08090000", "Finalize backfill notes #{previous.join('_')}", true,
                       "DROP INDEX IF EXISTS index_lab_writes_#{previous.join('_')}; ALTER TABLE notes DROP COLUMN IF EXISTS backfilled_#{previous.join('_')}",
                       :finalize, previous.join('_')) if previous),
        Migration.new("#{stamp}08100000", "Queue backfill notes #{tag}", true, nil, :queue, tag)
      ].compact
    end
    private_class_method :of_minor
  end
end
