# frozen_string_literal: true

require 'digest/md5'
require_relative '../password'

Ctl.command('pg-password-md5') do |(user)|
  if user.to_s.empty?
    puts 'You must inform the username for which the password will be encrypted.',
         'PostgreSQL encryption algorithm is salted with the user.'
    next 1
  end
  puts Digest::MD5.hexdigest("#{Password.read}#{user}")
  0
end
