# frozen_string_literal: true

# A Hash whose keys are strings at every depth, as gitlab.rb's settings are. While gitlab.rb is read, asking for a key
# that is not there makes it an empty Mash, so that x['a']['b'] = 1 works without x['a'] (and `if x['a']` is true!).
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/package/libraries/config_mash.rb
class Mash < Hash
  class << self
    attr_accessor :vivify

    def from(hash) = new.merge!(hash)
  end

  def [](key)
    key = key.to_s if key.is_a?(Symbol)
    return super unless Mash.vivify && !key?(key)

    store(key, Mash.new)
  end

  def []=(key, value)
    store(key.is_a?(Symbol) ? key.to_s : key, convert(value))
  end

  def key?(key) = super(key.is_a?(Symbol) ? key.to_s : key)
  def fetch(key, *rest, &block) = super(key.is_a?(Symbol) ? key.to_s : key, *rest, &block)
  def delete(key) = super(key.is_a?(Symbol) ? key.to_s : key)

  def merge!(hash)
    hash.each { |key, value| self[key] = value }
    self
  end
  alias update merge!

  private

  def convert(value)
    case value
    when Mash then value
    when Hash then Mash.from(value)
    when Array then value.map { |entry| convert(entry) }
    else value
    end
  end
end
