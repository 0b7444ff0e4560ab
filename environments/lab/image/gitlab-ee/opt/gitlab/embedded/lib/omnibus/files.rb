# frozen_string_literal: true

require 'etc'

# Directories and files of a recipe. Everything is compared first: what is as it should be is not touched.
module Files
  def directory(path, owner: 'root', group: owner, mode: 0o755)
    unless File.directory?(path)
      make_parents(File.dirname(path))
      Dir.mkdir(path, mode)
      File.chown(Files.uid(owner), Files.gid(group), path)
      File.chmod(mode, path)
      return changed("directory[#{path}]")
    end
    own(path, owner, group, mode)
  end

  # Atomic: a reader sees the old content or the new one. True if the content or who may read it changed.
  # notifies: [:restart | :hup | :reload, 'svc'], or a Proc that runs once at the end of the reconfigure.
  def file(path, content, owner: 'root', group: owner, mode: 0o644, notifies: nil)
    return own(path, owner, group, mode) if File.file?(path) && File.binread(path) == content.b

    Files.write(path, content, uid: Files.uid(owner), gid: Files.gid(group), mode: mode)
    changed("template[#{path}]")
    later(notifies) if notifies
    true
  end

  def self.write(path, content, uid: 0, gid: 0, mode: 0o644)
    temporary = "#{path}.#{Process.pid}.new"
    File.open(temporary, File::WRONLY | File::CREAT | File::EXCL, 0o600) do |io|
      io.binmode
      io.write(content)
      io.chown(uid, gid)
      io.chmod(mode)
    end
    File.rename(temporary, path)
  ensure
    File.unlink(temporary) if File.exist?(temporary)
  end

  def self.uid(name) = Etc.getpwnam(name).uid
  def self.gid(name) = Etc.getgrnam(name).gid

  private

  # Group names of the daemons' users equal their user names (postinst makes them so).
  def own(path, owner, group, mode)
    stat = File.lstat(path)
    uid = Files.uid(owner)
    gid = Files.gid(group)
    return false if stat.uid == uid && stat.gid == gid && (stat.mode & 0o7777) == mode

    File.chown(uid, gid, path)
    File.chmod(mode, path)
    changed("permissions of #{path}")
    true
  end

  def make_parents(path)
    return if File.directory?(path)

    make_parents(File.dirname(path))
    Dir.mkdir(path, 0o755)
  end
end
