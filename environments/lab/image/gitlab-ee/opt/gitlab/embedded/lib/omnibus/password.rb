# frozen_string_literal: true

# A password: asked twice at a terminal, one line of standard input otherwise.
module Password
  module_function

  # nil when the two do not match
  def read
    return $stdin.gets.to_s.chomp unless $stdin.tty?

    require 'io/console'
    first = $stdin.getpass('Enter password: ')
    first if $stdin.getpass('Confirm password: ') == first
  end
end
