# frozen_string_literal: true

require 'base64'
require 'openssl'
require_relative 'settings'

module Standin
  # AES-256-GCM under the first 32 bytes of db_key_base, as Gitlab::CryptoHelper: a value written on a node with other
  # secrets does not decrypt, which is what gitlab:doctor:secrets looks for.
  module Encryptor
    def self.encrypt(text)
      cipher = OpenSSL::Cipher.new('aes-256-gcm').encrypt
      cipher.key = key
      nonce = cipher.random_iv
      data = cipher.update(text) + cipher.final
      Base64.strict_encode64(nonce + cipher.auth_tag + data)
    end

    # Raises OpenSSL::Cipher::CipherError when the key is another one.
    def self.decrypt(text)
      raw = Base64.strict_decode64(text)
      cipher = OpenSSL::Cipher.new('aes-256-gcm').decrypt
      cipher.key = key
      cipher.iv = raw[0, 12]
      cipher.auth_tag = raw[12, 16]
      cipher.update(raw[28..]) + cipher.final
    end

    def self.key
      base = Settings.load.secrets.fetch('db_key_base').to_s
      raise OpenSSL::Cipher::CipherError, 'db_key_base is shorter than 32 bytes' if base.bytesize < 32

      base.byteslice(0, 32)
    end
    private_class_method :key
  end
end
