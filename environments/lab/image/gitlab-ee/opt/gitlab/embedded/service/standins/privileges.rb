# frozen_string_literal: true

require 'etc'

module Standin
  # Omnibus' wrappers run Rails' commands as git when root or git calls them, and refuse all other users.
  module Privileges
    def self.become_git(program)
      git = Etc.getpwnam('git')
      return if Process.uid == git.uid

      abort("This command must be executed as root or git user: #{program}") unless Process.uid.zero?
      Process.initgroups('git', git.gid)
      Process::GID.change_privilege(git.gid)
      Process::UID.change_privilege(git.uid)
      ENV['HOME'] = git.dir
    rescue ArgumentError
      abort('There is no user git: is the gitlab-ee lab package installed?') unless ENV['LAB_RAILS_ETC']
    end
  end
end
