# frozen_string_literal: true

require 'uri'

# nginx straight in front of Puma: the lab has no Workhorse. Debian's nginx, Omnibus' paths and settings.
# https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/recipes/nginx.rb
class NginxRecipe < Recipe
  DIR = '/var/opt/gitlab/nginx'
  LOG = '/var/log/gitlab/nginx'
  HUP = [:hup, 'nginx'].freeze

  def self.services = %w[nginx]
  def self.order = 80

  def self.defaults
    { 'nginx' => { 'listen_addresses' => ['*'], 'listen_port' => nil, 'listen_https' => nil,
                   'worker_processes' => 2, 'worker_connections' => 10_240, 'client_max_body_size' => '0',
                   'real_ip_trusted_addresses' => [], 'real_ip_header' => nil, 'real_ip_recursive' => nil,
                   'status' => { 'port' => 8060, 'options' => { 'access_log' => 'off', 'allow' => '127.0.0.1', 'deny' => 'all' } } } }
  end

  # From 19.2 on, gitlab_rails['nginx'] configures Rails' own site; earlier versions ignore it.
  def self.parse(node)
    return unless Release.at_least?('19.2') && node.dig('gitlab_rails', 'nginx').is_a?(Hash)

    node['nginx'].merge!(node['gitlab_rails']['nginx'].compact)
  end

  def configure
    ["#{DIR}/conf", "#{DIR}/logs"].each { |path| directory(path, group: 'gitlab-www', mode: 0o750) }
    directory(LOG)
    file("#{DIR}/conf/nginx.conf", main, notifies: HUP)
    file("#{DIR}/conf/gitlab-http.conf", site, notifies: HUP) if node['services']['puma']
    file("#{DIR}/conf/nginx-status.conf", status, notifies: HUP)
    # Debian's nginx has no module for Prometheus.
    file("#{DIR}/conf/metrics.txt", "nginx_lab_info{standin=\"true\"} 1\n", mode: 0o644)
    service('nginx', run: <<~SCRIPT)
      #!/bin/sh
      exec 2>&1
      cd #{DIR}
      exec /opt/gitlab/embedded/sbin/nginx -p #{DIR} -c #{DIR}/conf/nginx.conf
    SCRIPT
  end

  private

  def settings = node['nginx']
  def url = @url ||= URI(node['external_url'] || 'http://gitlab.example.com')

  # A change that nginx would refuse must not take the running one down: HUP keeps the old configuration then.
  def main
    <<~CONF
      user gitlab-www gitlab-www;
      worker_processes #{settings['worker_processes']};
      error_log stderr;
      pid nginx.pid;
      daemon off;
      events { worker_connections #{settings['worker_connections']}; }
      http {
        log_format gitlab_access '$remote_addr - $remote_user [$time_local] "$request_method $uri $server_protocol" $status $body_bytes_sent';
        include /etc/nginx/mime.types;
        default_type application/octet-stream;
        server_tokens off;
        sendfile on;
        keepalive_timeout 65;
        map $http_upgrade $connection_upgrade { default upgrade; '' close; }
        upstream gitlab { server unix:#{node['puma']['socket']} fail_timeout=0; }
        include #{DIR}/conf/gitlab-http.con[f];
        include #{DIR}/conf/nginx-status.conf;
      }
    CONF
  end

  def https? = settings['listen_https'].nil? ? url.scheme == 'https' : settings['listen_https']

  def site
    <<~CONF
      server {
        #{listens.join("\n  ")}
        server_name #{url.host};
        client_max_body_size #{settings['client_max_body_size']};
        access_log #{LOG}/gitlab_access.log gitlab_access;
        error_log #{LOG}/gitlab_error.log;
        #{[*certificate, *real_ip].join("\n  ")}
        location / {
          proxy_read_timeout 3600;
          proxy_connect_timeout 300;
          proxy_http_version 1.1;
          proxy_set_header Host $http_host;
          proxy_set_header X-Real-IP $remote_addr;
          proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
          proxy_set_header X-Forwarded-Proto #{url.scheme};
          proxy_set_header Upgrade $http_upgrade;
          proxy_set_header Connection $connection_upgrade;
          proxy_pass http://gitlab;
        }
      }
    CONF
  end

  def listens
    port = settings['listen_port'] || url.port
    Array(settings['listen_addresses']).map { |address| "listen #{address}:#{port}#{' ssl' if https?};" }
  end

  def certificate
    return [] unless https?

    host = url.host
    ["ssl_certificate #{settings['ssl_certificate'] || "/etc/gitlab/ssl/#{host}.crt"};",
     "ssl_certificate_key #{settings['ssl_certificate_key'] || "/etc/gitlab/ssl/#{host}.key"};"]
  end

  def real_ip
    lines = Array(settings['real_ip_trusted_addresses']).map { |cidr| "set_real_ip_from #{cidr};" }
    lines + %w[real_ip_header real_ip_recursive].filter_map { |name| "#{name} #{settings[name]};" if settings[name] }
  end

  def status
    options = settings['status']['options'].flat_map { |key, values| Array(values).map { |value| "#{key} #{value};" } }.join(' ')
    <<~CONF
      server {
        listen *:#{settings['status']['port'] || 8060};
        location /nginx_status { stub_status; #{options} }
        location /metrics { alias #{DIR}/conf/metrics.txt; default_type text/plain; #{options} }
      }
    CONF
  end
end
