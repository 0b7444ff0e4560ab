# frozen_string_literal: true

# Writes nested Hashes as TOML: tables, arrays of tables, scalars; enough for the config.toml of Gitaly and Praefect.
module Toml
  module_function

  def dump(hash) = table(hash, []).join("\n").strip << "\n"

  def table(hash, path)
    plain, nested = hash.reject { |_, value| value.nil? }.partition { |_, value| !nested?(value) }
    lines = plain.map { |key, value| "#{name(key)} = #{scalar(value)}" }
    nested.each { |key, value| lines.concat(nest(value, [*path, name(key)])) }
    lines
  end

  def nest(value, path)
    return ['', "[#{path.join('.')}]", *table(value, path)] if value.is_a?(Hash)

    value.flat_map { |entry| ['', "[[#{path.join('.')}]]", *table(entry, path)] }
  end

  def nested?(value) = value.is_a?(Hash) || (value.is_a?(Array) && !value.empty? && value.all?(Hash))

  def name(key) = key.to_s.match?(/\A[A-Za-z0-9_-]+\z/) ? key.to_s : string(key.to_s)

  def scalar(value)
    case value
    when Array then "[#{value.map { |entry| scalar(entry) }.join(', ')}]"
    when true, false, Integer, Float then value.to_s
    else string(value.to_s)
    end
  end

  def string(text)
    escaped = text.gsub(/["\\]/) { |char| "\\#{char}" }.gsub(/[\x00-\x1f\x7f]/) { |char| format('\\u%04X', char.ord) }
    "\"#{escaped}\""
  end
end
