# frozen_string_literal: true

require 'json'
require 'securerandom'
require_relative 'files'
require_relative 'release'

# gitlab-secrets.json: fills what gitlab.rb left nil, generates what is missing, writes everything back.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/package/libraries/helpers/secrets_helper.rb
class Secrets
  PATH = '/etc/gitlab/gitlab-secrets.json'
  HEX_128 = -> { SecureRandom.hex(64) }
  HEX_32 = -> { SecureRandom.hex(16) }
  BASE64_HEX = -> { [SecureRandom.hex(16)].pack('m0') }
  URLSAFE = -> { SecureRandom.urlsafe_base64(32) }
  ALPHANUMERIC = -> { SecureRandom.alphanumeric(32) }

  GENERATED = {
    'gitlab_workhorse' => { 'secret_token' => -> { SecureRandom.base64(32) } },
    'gitlab_shell' => { 'secret_token' => HEX_128 },
    'gitlab_rails' => {
      'secret_key_base' => HEX_128, 'db_key_base' => HEX_128, 'otp_key_base' => HEX_128,
      'encrypted_settings_key_base' => HEX_128, 'openid_connect_signing_key' => -> { Secrets.rsa.to_pem }
    },
    'gitlab_pages' => { 'gitlab_secret' => URLSAFE, 'gitlab_id' => URLSAFE,
                        'api_secret_key' => -> { SecureRandom.base64(32) } },
    'gitlab_kas' => { 'api_secret_key' => BASE64_HEX, 'private_api_secret_key' => BASE64_HEX },
    'registry' => { 'http_secret' => HEX_128 },
    'letsencrypt' => {},
    'mattermost' => { 'email_invite_salt' => HEX_32, 'file_public_link_salt' => HEX_32,
                      'sql_at_rest_encrypt_key' => HEX_32 },
    'postgresql' => {},
    'mailroom' => {}
  }.freeze
  # Keys that are not of all versions: since when, until before when.
  WINDOWS = {
    %w[gitlab_rails active_record_encryption_primary_key] => ['17.7', nil, -> { [ALPHANUMERIC.call] }],
    %w[gitlab_rails active_record_encryption_deterministic_key] => ['17.7', nil, -> { [ALPHANUMERIC.call] }],
    %w[gitlab_rails active_record_encryption_key_derivation_salt] => ['17.7', nil, ALPHANUMERIC],
    %w[gitlab_kas websocket_token_secret_key] => ['17.6', nil, -> { SecureRandom.base64(72) }],
    %w[gitlab_rails ci_jwt_signing_key] => [nil, '17.5', -> { Secrets.rsa.to_pem }],
    %w[suggested_reviewers api_secret_key] => [nil, '18.9', BASE64_HEX]
  }.freeze

  # 2048 bits, not Omnibus' 4096: a lab's 15 nodes make them at the same time on few cores.
  def self.rsa
    require 'openssl'
    OpenSSL::PKey::RSA.new(2048)
  end

  def initialize(settings, path: PATH, always_write: false)
    @settings = settings
    @path = path
    @always_write = always_write
  end

  # Returns the secrets as a Hash and puts each into the settings.
  def load
    fill(read)
    generate unless @settings.dig('package', 'generate_default_secrets') == false
    secrets = gather
    write(secrets) if @always_write || @settings.dig('package', 'generate_secrets_json_file') != false
    secrets
  end

  private

  def read
    File.exist?(@path) ? JSON.parse(File.read(@path)) : {}
  rescue JSON::ParserError => e
    raise "#{@path} is not valid JSON: #{e.message.lines.first}"
  end

  def fill(secrets)
    secrets.each do |section, values|
      next Kernel.warn("Ignoring section #{section} in #{@path}, does not exist in gitlab.rb") unless known?(section)

      values.each { |key, value| set(section, key) { value } }
    end
  end

  def known?(section) = GENERATED.key?(section) || Release.top_level.include?(section)

  def set(section, key)
    hash = (@settings[section] ||= Mash.new)
    hash[key] = yield if hash[key].nil?
  end

  def generate
    GENERATED.each { |section, keys| keys.each { |key, maker| set(section, key, &maker) } }
    windowed.each { |(section, key), (_, _, maker)| set(section, key, &maker) }
    set('gitaly', 'gitlab_secret') { @settings['gitlab_shell']['secret_token'] } if Release.at_least?('17.5')
    certificates
  end

  def windowed
    WINDOWS.select { |_, (since, till, _)| (since.nil? || Release.at_least?(since)) && (till.nil? || !Release.at_least?(till)) }
  end

  def certificates
    return if @settings.dig('postgresql', 'internal_key')

    require 'openssl'
    key = OpenSSL::PKey::EC.generate('prime256v1') # made in no time, unlike Omnibus' RSA of 4096 bits
    set('postgresql', 'internal_certificate') { Secrets.certificate(key).to_pem }
    set('postgresql', 'internal_key') { key.to_pem }
  end

  def self.certificate(key)
    OpenSSL::X509::Certificate.new.tap do |certificate|
      certificate.subject = certificate.issuer = OpenSSL::X509::Name.parse('/CN=gitlab-postgresql')
      certificate.not_before = Time.now
      certificate.not_after = Time.now + 10 * 365 * 86_400
      certificate.public_key = key
      certificate.serial = 0
      certificate.version = 2
      certificate.sign(key, OpenSSL::Digest.new('SHA256'))
    end
  end

  def gather
    keys = GENERATED.transform_values(&:keys)
    windowed.each_key { |section, key| keys[section] = keys.fetch(section, []) + [key] }
    keys['postgresql'] = %w[internal_certificate internal_key]
    keys['gitaly'] = %w[gitlab_secret] if Release.at_least?('17.5')
    keys.to_h { |section, names| [section, names.to_h { |name| [name, @settings.dig(section, name)] }] }
  end

  def write(secrets)
    content = "#{JSON.pretty_generate(secrets)}\n"
    return if File.file?(@path) && File.read(@path) == content && (File.stat(@path).mode & 0o777) == 0o600

    Files.write(@path, content, mode: 0o600) if File.directory?(File.dirname(@path))
  end
end
