# frozen_string_literal: true

require 'securerandom'
require_relative 'encryptor'

module Standin
  # What GitLab's db/fixtures/production write: settings, the root user; and rows for background migrations to chew on.
  module Seeds
    NOTES = 250

    def self.run(connection)
      say 'production/001_application_settings.rb', 'Creating the default ApplicationSetting record.'
      connection.exec_params('INSERT INTO application_settings (uuid, runners_registration_token_encrypted) VALUES ($1, $2)',
                             [SecureRandom.uuid, Encryptor.encrypt(SecureRandom.hex(20))])
      root(connection)
      connection.exec_params('INSERT INTO ci_runners (description, token_encrypted) VALUES ($1, $2)',
                             ['lab probe row for gitlab:doctor:secrets', Encryptor.encrypt("glrt-#{SecureRandom.hex(10)}")])
      connection.exec_params("INSERT INTO notes (note) SELECT 'lab note ' || n FROM generate_series(1, $1::int) n", [NOTES])
    end

    # GITLAB_ROOT_PASSWORD is how Omnibus hands gitlab_rails['initial_root_password'] over.
    def self.root(connection)
      password = ENV['GITLAB_ROOT_PASSWORD'].to_s
      say 'production/003_admin.rb', 'Administrator account created:', '', 'login:    root',
          password.empty? ? "password: You'll be prompted to create one on your first visit." : 'password: ******'
      digest = password.empty? ? '' : digest(password)
      connection.exec_params(<<~SQL, [digest])
        INSERT INTO users (username, name, email, admin, encrypted_password)
        VALUES ('root', 'Administrator', 'admin@example.com', true, $1)
      SQL
    end

    def self.digest(password)
      salt = SecureRandom.hex(16)
      "pbkdf2$#{salt}$#{OpenSSL::KDF.pbkdf2_hmac(password, salt: salt, iterations: 20_000, length: 32, hash: 'SHA256').unpack1('H*')}"
    end

    def self.say(file, *lines)
      puts "== Seed from /opt/gitlab/embedded/service/gitlab-rails/db/fixtures/#{file}", *lines
    end
    private_class_method :say, :root, :digest
  end
end
